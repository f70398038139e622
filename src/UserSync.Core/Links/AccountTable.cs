using System.Data.Common;
using System.Globalization;
using UserSync.Core.Errors;

namespace UserSync.Core.Links;

/// <summary>
/// What all processes on one store know together of a CRM account: whose turn it is to send a request, whether the account is blocked,
/// who renews its token, and how far its ids had come before contacts were made.
/// </summary>
public sealed class AccountTable
{
    // Longer than anything that is done under a lock may wait. A dead process of this machine is noticed at once, one of another after this.
    private static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);
    private readonly LinkStore _store;

    internal AccountTable(LinkStore store) => _store = store;

    /// <summary>Takes the next turn to send a request to an account.</summary>
    public Task<AccountTurn> TakeTurnAsync(string account, TimeSpan interval, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            AccountTraffic traffic = AccountTraffic.Parse(await ReadAsync(connection, transaction, "traffic " + account, cancellationToken));
            (AccountTraffic after, AccountTurn turn) = traffic.Take(_store.Clock.GetUtcNow(), interval);
            await SaveAsync(connection, transaction, "traffic " + account, after.ToText(), cancellationToken);
            return turn;
        },
        cancellationToken);

    /// <summary>Changes the traffic: a pause or a block.</summary>
    public Task ChangeTrafficAsync(string account, Func<AccountTraffic, AccountTraffic> change, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            AccountTraffic traffic = AccountTraffic.Parse(await ReadAsync(connection, transaction, "traffic " + account, cancellationToken));
            await SaveAsync(connection, transaction, "traffic " + account, change(traffic).ToText(), cancellationToken);
        },
        cancellationToken);

    /// <summary>The highest id that the account had before contacts were made for a site; null when none were.</summary>
    public Task<long?> FloorAsync(string site, string account, CancellationToken cancellationToken) => _store.ReadAsync<long?>(
        async connection => long.TryParse(await ReadAsync(connection, null, $"floor {site}/{account}", cancellationToken), NumberStyles.None, CultureInfo.InvariantCulture, out long floor) ? floor : null);

    /// <summary>Remembers the highest id of the account, before contacts are made for a site.</summary>
    public Task SaveFloorAsync(string site, string account, long floor, CancellationToken cancellationToken) => _store.WriteAsync(
        (connection, transaction) => SaveAsync(connection, transaction, $"floor {site}/{account}", floor.ToString(CultureInfo.InvariantCulture), cancellationToken), cancellationToken);

    /// <summary>Waits for a lock that all processes on this store respect; a dead process holds none.</summary>
    /// <param name="name">What is locked.</param>
    /// <param name="owner">This process.</param>
    /// <param name="isAlive">Tells whether a process of this machine still runs.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IAsyncDisposable> LockAsync(string name, LeaseOwner owner, Func<LeaseOwner, bool> isAlive, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new Held(_store, await _store.Leases.AcquireAsync([name], owner, isAlive, LockDuration, cancellationToken));
            }
            catch (UserSyncException held) when (held.Error.Id == ErrorIds.LeaseHeld)
            {
                await Task.Delay(LockPause, _store.Clock, cancellationToken);
            }
        }
    }

    private static async Task<string?> ReadAsync(DbConnection connection, DbTransaction? transaction, string key, CancellationToken cancellationToken)
    {
        await using var select = new Statement(connection, transaction, "SELECT value FROM store_info WHERE key=@0", key);
        return await select.ScalarAsync(cancellationToken) as string;
    }

    private static async Task SaveAsync(DbConnection connection, DbTransaction transaction, string key, string value, CancellationToken cancellationToken)
    {
        await using var save = new Statement(connection, transaction, "INSERT INTO store_info (key, value) VALUES (@0, @1) ON CONFLICT (key) DO UPDATE SET value=excluded.value", key, value);
        await save.RunAsync(cancellationToken);
    }

    private sealed class Held(LinkStore store, Lease lease) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await store.Leases.ReleaseAsync(lease, CancellationToken.None);
    }
}
