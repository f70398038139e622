using System.Runtime.InteropServices;
using UserSync.Core.Execution;

namespace UserSync.Cli.Hosting;

/// <summary>
/// What signals mean: the first stops, so that no new request begins; the second cuts the request in hand; the third is left to
/// the system, which ends the process.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Action<string> _tell;
    private int _taken;

    public StopSignals(Action<string> tell) => _tell = tell;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled by the second.</summary>
    public CancellationToken Cut => _cut.Token;

    /// <summary>How a run that was stopped ended; null while nobody asked for it.</summary>
    public RunEnd? End { get; private set; }

    /// <summary>Takes a signal; false leaves it to the system.</summary>
    public bool Take(PosixSignal signal)
    {
        switch (Interlocked.Increment(ref _taken))
        {
            case 1:
                End = signal == PosixSignal.SIGTERM ? RunEnd.Terminated : RunEnd.Stopped;
                _tell("Stopping: no new request begins, the one in hand gets 30 s. Ctrl+C again cuts it.");
                _stop.Cancel();
                return true;
            case 2:
                _tell("Cut. What was under way is settled by the next run.");
                _cut.Cancel();
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _cut.Dispose();
    }
}
