using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// The memory in a link store, over a connection of its own: a turn must not wait for a long transaction of the run. As long as there
/// is no store nothing is shared with anybody, and none is made for a mere look: then the process remembers by itself. What a power cut
/// takes away costs a longer walk at most.
/// </summary>
/// <param name="path">Full path of the link store.</param>
/// <param name="site">The site's stable key.</param>
/// <param name="account">The account's stable key.</param>
/// <param name="host">Clock and process.</param>
public sealed class StoreMemory(string path, string site, string account, HostContext host) : IAccountMemory
{
    // One cmdlet after the other makes a memory of its own: before there is a store they keep one pace all the same.
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<TimeProvider, System.Collections.Concurrent.ConcurrentDictionary<string, VolatileMemory>> OfProcess = [];
    private readonly SemaphoreSlim _opening = new(1, 1);
    private LinkStore? _store;

    private VolatileMemory InProcess => OfProcess.GetOrCreateValue(host.Clock).GetOrAdd($"{account} {path}", _ => new VolatileMemory(host.Clock));

    /// <inheritdoc/>
    public async Task<AccountTurn> TakeTurnAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        AccountTurn here = await InProcess.TakeTurnAsync(interval, cancellationToken);
        if (await FindAsync(make: false, cancellationToken) is not { } store)
            return here;
        AccountTurn everywhere = await Guarded(() => store.Accounts.TakeTurnAsync(account, interval, cancellationToken));
        return everywhere.BlockedUntil is not null || everywhere.At >= here.At ? everywhere : here with { BlockedUntil = null, Why = null };
    }

    /// <inheritdoc/>
    public async Task HoldAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (await FindAsync(make: false, cancellationToken) is { } store)
            await Guarded(() => store.Accounts.ChangeTrafficAsync(account, t => t.Hold(until), cancellationToken));
        await InProcess.HoldAsync(until, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task BlockAsync(DateTimeOffset until, string why, CancellationToken cancellationToken)
    {
        if (await FindAsync(make: false, cancellationToken) is { } store)
            await Guarded(() => store.Accounts.ChangeTrafficAsync(account, t => t.Block(until, why), cancellationToken));
        await InProcess.BlockAsync(until, why, cancellationToken);
    }

    /// <summary>Waits for the right to renew the token. A lost pair costs an administrator's visit, so for this a store is made if need be.</summary>
    public async Task<IAsyncDisposable> LockTokenAsync(CancellationToken cancellationToken)
    {
        LinkStore store = (await FindAsync(make: true, cancellationToken))!;
        return await GuardedAsync(() => store.Accounts.LockAsync($"token {account}", host.Owner, host.IsAlive, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<long?> FloorAsync(CancellationToken cancellationToken) =>
        await FindAsync(make: false, cancellationToken) is { } store ? await GuardedAsync(() => store.Accounts.FloorAsync(site, account, cancellationToken)) : null;

    /// <inheritdoc/>
    public async Task SaveFloorAsync(long floor, CancellationToken cancellationToken)
    {
        LinkStore store = (await FindAsync(make: true, cancellationToken))!;
        await Guarded(() => store.Accounts.SaveFloorAsync(site, account, floor, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, SyncedPerson>> PeopleAsync(IReadOnlyCollection<string> contactIds, CancellationToken cancellationToken)
    {
        Dictionary<string, SyncedPerson> people = new(StringComparer.Ordinal);
        if (await FindAsync(make: false, cancellationToken) is not { } store)
            return people;
        LinkQuery query = new() { Site = site, Account = account, ContactIds = contactIds };
        await foreach (SyncLink link in store.Links.ReadAsync(query, cancellationToken))
            people[link.ContactId] = new SyncedPerson(link.UserId, link.Email, link.UserUrl);
        return people;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _opening.Dispose();
    }

    // Connectors raise nothing but their own kind of error.
    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (UserSyncException failure) when (failure is not ConnectorException)
        {
            throw new ConnectorException(failure.Error with { Kind = failure.Error.Kind ?? ConnectorErrorKind.Transient }, failure);
        }
    }

    private static Task<T> Guarded<T>(Func<Task<T>> work) => GuardedAsync(work);

    private static Task<bool> Guarded(Func<Task> work) => GuardedAsync(async () =>
    {
        await work();
        return true;
    });

    private async Task<LinkStore?> FindAsync(bool make, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _store) is { } open)
            return open;
        if (!make && !File.Exists(path))
            return null;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _store ??= await GuardedAsync(() => LinkStore.OpenAsync(new SqliteDatabase(path) { MayForget = true }, host.Clock, cancellationToken));
        }
        finally
        {
            _opening.Release();
        }
    }
}
