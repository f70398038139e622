using System.Runtime.CompilerServices;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Http;

/// <summary>Loads several things at once and hands them on in order.</summary>
internal static class Ahead
{
    /// <summary>
    /// Runs <paramref name="load"/> for each item of the source, at most <paramref name="parallel"/> ahead of the consumer. A
    /// consumer that stops early cancels what is still under way, and the iterator ends only when nothing runs any more.
    /// </summary>
    public static async IAsyncEnumerable<TOut> LoadAsync<TIn, TOut>(
        IEnumerable<TIn> source, int parallel, Func<TIn, CancellationToken, Task<TOut>> load, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<TOut>> window = new();
        using IEnumerator<TIn> items = source.GetEnumerator();
        try
        {
            bool more = true;
            while (true)
            {
                while (more && window.Count < Math.Max(1, parallel) && (more = items.MoveNext()))
                    window.Enqueue(load(items.Current, stop.Token));
                if (!window.TryDequeue(out Task<TOut>? next))
                    yield break;
                yield return await next;
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach (Task<TOut> rest in window)
                await IgnoreAsync(rest);
        }
    }

    private static async Task IgnoreAsync<T>(Task<T> task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
            // That is what was asked for.
        }
        catch (ConnectorException)
        {
            // The error that ended the walk came before this one.
        }
    }
}
