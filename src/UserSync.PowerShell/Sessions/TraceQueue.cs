using System.Collections.Concurrent;
using UserSync.Connectors.Http;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Sessions;

/// <summary>Takes what requests tell on any thread, and tells it to the shell on the pipeline's.</summary>
internal sealed class TraceQueue
{
    private readonly ConcurrentQueue<HttpTrace> _waiting = new();

    public void Add(HttpTrace trace) => _waiting.Enqueue(trace);

    public void Replay(IShell shell)
    {
        while (_waiting.TryDequeue(out HttpTrace? trace))
        {
            if (trace.Level == HttpTraceLevel.Verbose)
                shell.Verbose(trace.Text);
            else
                shell.Debug(trace.Text);
        }
    }
}
