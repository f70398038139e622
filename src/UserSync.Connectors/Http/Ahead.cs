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

    /// <summary>
    /// Follows several chains at once, in which each load tells what is to be loaded next. Takes one load of each chain in turn, so
    /// that the order is the same every time, and holds no more than one load of each.
    /// </summary>
    /// <param name="starts">The beginnings of the chains.</param>
    /// <param name="load">Loads a link of a chain.</param>
    /// <param name="next">The link after one that was loaded; null at the chain's end.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<TOut> FollowAsync<TIn, TOut>(
        IEnumerable<TIn> starts, Func<TIn, CancellationToken, Task<TOut>> load, Func<TIn, TOut, TIn?> next, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TIn : class
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<(TIn Link, Task<TOut> Load)> window = new();
        try
        {
            foreach (TIn start in starts)
                window.Enqueue((start, load(start, stop.Token)));
            while (window.TryPeek(out (TIn Link, Task<TOut> Load) first))
            {
                TOut loaded = await first.Load;
                window.Dequeue();
                if (next(first.Link, loaded) is { } following)
                    window.Enqueue((following, load(following, stop.Token)));
                yield return loaded;
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach ((_, Task<TOut> rest) in window)
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
