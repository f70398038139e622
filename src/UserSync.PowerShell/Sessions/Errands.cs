using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace UserSync.PowerShell.Sessions;

/// <summary>
/// What the core asks for on its own threads and only the pipeline's thread may do, such as running a script block. It is done
/// while that thread waits for the core's next item.
/// </summary>
internal sealed class Errands : IDisposable
{
    private readonly BlockingCollection<Task> _waiting = [];
    private ExceptionDispatchInfo? _unwinding;

    /// <summary>Asks for work on the pipeline's thread. A failure of the work is the task's.</summary>
    public async Task<T> AskAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        // Continued elsewhere: the core must never go on on the pipeline's thread.
        var errand = new Task<T>(work, CancellationToken.None, TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(errand, cancellationToken);
        return await errand.WaitAsync(cancellationToken);
    }

    /// <summary>Walks through what the core brings, on the calling thread, which does the errands meanwhile.</summary>
    public IEnumerable<T> Pull<T>(IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        IAsyncEnumerator<T> items = source.GetAsyncEnumerator(cancellationToken);
        try
        {
            while (Awaited(items.MoveNextAsync()))
                yield return items.Current;
        }
        finally
        {
            Sessions.Pull.Done(items.DisposeAsync);
        }
    }

    public void Dispose() => _waiting.Dispose();

    private bool Awaited(ValueTask<bool> moving)
    {
        Task<bool> task = moving.AsTask();
        if (!task.IsCompleted)
            _ = task.ContinueWith(static (moved, waiting) => ((BlockingCollection<Task>)waiting!).Add(moved), _waiting, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted)
            Do(_waiting.Take(CancellationToken.None));

        // Only now: until it rests, the core cannot be left.
        _unwinding?.Throw();
        return task.GetAwaiter().GetResult();
    }

    private void Do(Task errand)
    {
        if (errand.IsCompleted)
            return;
        errand.RunSynchronously(TaskScheduler.Default);

        // How the engine unwinds a pipeline (a stop, break, exit) is for whoever called the command, after the core has ended.
        if (errand.Exception?.InnerException is { } failure && (failure is PipelineStoppedException || (failure is not RuntimeException && failure.GetType().Namespace == typeof(PipelineStoppedException).Namespace)))
            _unwinding ??= ExceptionDispatchInfo.Capture(failure);
    }
}
