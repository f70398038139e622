using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.Flows;

/// <summary>
/// A process that dies in the middle of a run, as after kill -9: what it had committed is what the next one finds, and of what it
/// would still do nothing arrives anywhere. A request that was taken by a server is carried out; its answer reaches nobody.
/// </summary>
internal sealed class Killed
{
    private readonly Flow _flow;
    private readonly Lock _gate = new();
    private string? _left;

    private Killed(Flow flow)
    {
        _flow = flow;
        foreach (SimulatorServer server in flow.Servers)
            server.Add(new Fault(FaultKind.CutBefore, _ => IsDead) { Times = int.MaxValue });
    }

    private bool IsDead => Volatile.Read(ref _left) is not null;

    /// <summary>Runs and dies as a request arrives; before it is carried out or after.</summary>
    /// <returns>False when the run ended before.</returns>
    public static Task<bool> AtRequestAsync(Flow flow, SyncDirection direction, SimulatorServer server, int number, bool carriedOut)
    {
        Killed killed = new(flow);
        server.Add(new Fault(carriedOut ? FaultKind.CutAfter : FaultKind.CutBefore, r => r.Number == number && killed.Die()));
        return killed.RunAsync(direction);
    }

    /// <summary>Runs and dies at one of the named seams, the so many-th of all.</summary>
    /// <returns>False when the run ended before.</returns>
    public static Task<bool> AtSeamAsync(Flow flow, SyncDirection direction, int number)
    {
        Killed killed = new(flow);
        int seen = 0;
        flow.Seam = _ =>
        {
            if (Interlocked.Increment(ref seen) == number)
                killed.Die();
            killed.Refuse();
        };
        return killed.RunAsync(direction);
    }

    private bool Die()
    {
        lock (_gate)
        {
            if (!IsDead)
                Volatile.Write(ref _left, _flow.Snapshot());
        }

        return true;
    }

    private void Refuse()
    {
        if (IsDead)
            throw new OperationCanceledException("killed");
    }

    private async Task<bool> RunAsync(SyncDirection direction)
    {
        Action<string> seam = _flow.Seam;
        _flow.Seam = name =>
        {
            seam(name);
            Refuse();
        };
        try
        {
            await _flow.RunAsync(direction);
        }
        catch (Exception e) when (IsDead && e is UserSyncException or OperationCanceledException)
        {
            // Whatever a dead process says is heard by nobody.
        }

        foreach (SimulatorServer server in _flow.Servers)
            server.ForgetFaults();
        if (_left is not { } left)
            return false;
        _flow.Restore(left);
        return true;
    }
}
