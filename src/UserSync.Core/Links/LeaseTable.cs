using System.Data.Common;
using System.Globalization;
using UserSync.Core.Errors;

namespace UserSync.Core.Links;

/// <summary>Leases with owner, expiry and fencing number: one run at a time per site and per account.</summary>
public sealed class LeaseTable
{
    private readonly LinkStore _store;

    internal LeaseTable(LinkStore store) => _store = store;

    /// <summary>Takes all resources or none.</summary>
    /// <param name="isAlive">Tells whether a process of this machine still runs; a dead owner's lease is taken over at once.</param>
    /// <exception cref="UserSyncException">LeaseHeld, naming the holder.</exception>
    internal Task<Lease> AcquireAsync(IReadOnlyList<string> resources, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, TimeSpan duration, CancellationToken cancellationToken)
        => _store.WriteAsync(
            async (connection, transaction) =>
            {
                DateTimeOffset now = _store.Clock.GetUtcNow();
                string token = Guid.NewGuid().ToString("N");
                var fences = new Dictionary<string, long>(StringComparer.Ordinal);
                await using var select = new Statement(connection, transaction, "SELECT owner, host, pid, process_started, fence, acquired_at, expires_at FROM lease WHERE resource=@0");
                await using var save = new Statement(connection, transaction, """
                    INSERT INTO lease (resource, owner, host, pid, process_started, fence, acquired_at, expires_at) VALUES (@0, @1, @2, @3, @4, @5, @6, @7)
                    ON CONFLICT (resource) DO UPDATE SET owner=excluded.owner, host=excluded.host, pid=excluded.pid, process_started=excluded.process_started,
                        fence=excluded.fence, acquired_at=excluded.acquired_at, expires_at=excluded.expires_at
                    """);
                foreach (string resource in resources)
                {
                    List<Held> rows = await select.Bind(resource).ListAsync(
                        r => new Held(r.GetString(0), new LeaseOwner(r.GetString(1), r.GetInt32(2), r.Time(3)), r.GetInt64(4), r.Time(5), r.Time(6)), cancellationToken);
                    Held? held = rows is [var row] ? row : null;
                    if (held is { Token: not "" } && held.ExpiresAt > now && !(held.Owner.Host == owner.Host && !isAlive(held.Owner)))
                        throw HeldBy(resource, held);
                    fences[resource] = (held?.Fence ?? 0) + 1;
                    await save.Bind(resource, token, owner.Host, owner.Pid, owner.ProcessStarted, fences[resource], now, now + duration).RunAsync(cancellationToken);
                }

                return new Lease(token, fences, duration);
            },
            cancellationToken);

    /// <summary>Moves the expiry on.</summary>
    /// <exception cref="UserSyncException">LeaseLost.</exception>
    internal Task RenewAsync(Lease lease, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await EnsureHeldAsync(connection, transaction, lease, cancellationToken);
            await ExtendAsync(connection, transaction, lease, _store.Clock.GetUtcNow(), cancellationToken);
        },
        cancellationToken);

    /// <summary>Gives the lease back. The fencing number stays, so that it only ever grows.</summary>
    internal Task ReleaseAsync(Lease lease, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var release = new Statement(connection, transaction, "UPDATE lease SET owner='', expires_at=0 WHERE owner=@0", lease.Token);
            await release.RunAsync(cancellationToken);
        },
        cancellationToken);

    internal static async Task ExtendAsync(DbConnection connection, DbTransaction transaction, Lease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var extend = new Statement(connection, transaction, "UPDATE lease SET expires_at=@1 WHERE owner=@0", lease.Token, now + lease.Duration);
        await extend.RunAsync(cancellationToken);
    }

    internal static async Task EnsureHeldAsync(DbConnection connection, DbTransaction transaction, Lease lease, CancellationToken cancellationToken)
    {
        await using var select = new Statement(connection, transaction, "SELECT COUNT(*) FROM lease WHERE owner=@0", lease.Token);
        long count = Convert.ToInt64(await select.ScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        if (count != lease.Fences.Count)
        {
            throw new UserSyncException(new SyncError(ErrorIds.LeaseLost, "Another run took over the lease of this run; nothing more is written.")
            {
                Remedy = "Look at Get-SyncHistory for the other run; run again when it has ended.",
            });
        }
    }

    private static UserSyncException HeldBy(string resource, Held held) => new(new SyncError(
        ErrorIds.LeaseHeld,
        string.Create(CultureInfo.InvariantCulture, $"Another run holds the lease of {resource}: process {held.Owner.Pid} on {held.Owner.Host} since {held.AcquiredAt:yyyy-MM-dd HH:mm:ss}Z."))
    {
        Item = resource,
        Remedy = string.Create(CultureInfo.InvariantCulture, $"Wait for it to end; if that process is gone, the lease expires at {held.ExpiresAt:HH:mm:ss}Z."),
    });

    private sealed record Held(string Token, LeaseOwner Owner, long Fence, DateTimeOffset AcquiredAt, DateTimeOffset ExpiresAt);
}
