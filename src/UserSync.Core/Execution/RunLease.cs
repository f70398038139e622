using UserSync.Core.Errors;
using UserSync.Core.Links;

namespace UserSync.Core.Execution;

/// <summary>
/// Holds the leases of a run. The heartbeat has its own timer and its own connection: while the consumer of a run is busy, no
/// code of the run itself moves.
/// </summary>
internal sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);
    private readonly LinkStore _store;
    private readonly LinkStore _heartbeatStore;
    private readonly Lease _lease;
    private readonly CancellationTokenSource _lost = new();
    private readonly SemaphoreSlim _beating = new(1, 1);
    private ITimer? _timer;

    private RunLease(LinkStore store, LinkStore heartbeatStore, Lease lease)
    {
        _store = store;
        _heartbeatStore = heartbeatStore;
        _lease = lease;
    }

    /// <summary>Cancelled when another run took the lease.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Takes the leases of a site and an account.</summary>
    /// <exception cref="UserSyncException">LeaseHeld.</exception>
    public static async Task<RunLease> AcquireAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        LinkStore store = workspace.Store;
        HostContext host = workspace.Host;

        // The second connection first: once the lease is held nothing may fail before somebody is there to give it back.
        LinkStore heartbeat = await store.ForkAsync(cancellationToken);
        Lease lease;
        try
        {
            lease = await store.Leases.AcquireAsync([$"site {workspace.Site}", $"account {workspace.Account}"], host.Owner, host.IsAlive, Duration, cancellationToken);
        }
        catch
        {
            await heartbeat.DisposeAsync();
            throw;
        }

        var held = new RunLease(store, heartbeat, lease);
        store.Fence = lease;
        held._timer = host.Clock.CreateTimer(_ => _ = held.BeatAsync(), null, Beat, Beat);
        return held;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
        await _beating.WaitAsync(CancellationToken.None);
        _store.Fence = null;
        await _heartbeatStore.Leases.ReleaseAsync(_lease, CancellationToken.None);
        await _heartbeatStore.DisposeAsync();
        _lost.Dispose();
        _beating.Dispose();
    }

    private async Task BeatAsync()
    {
        if (!await _beating.WaitAsync(0, CancellationToken.None))
            return;
        try
        {
            await _heartbeatStore.Leases.RenewAsync(_lease, CancellationToken.None);
        }
        catch (UserSyncException failure)
        {
            // A store that is busy, mostly with our own long transaction, answers a later beat. Whoever could take the lease over
            // meanwhile is noticed by the fence of the next transaction, before its request.
            if (failure.Error.Id == ErrorIds.LeaseLost)
                await _lost.CancelAsync();
        }
        finally
        {
            _beating.Release();
        }
    }
}
