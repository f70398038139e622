using System.Data.Common;
using UserSync.Core.Errors;

namespace UserSync.Core.Links;

/// <summary>
/// The memory of UserSync: links, baselines, intents, runs with their changes, conflicts, cursors, leases, and the identity of
/// both ends, for any number of sites and accounts. One connection, used by one operation at a time; safe to share.
/// </summary>
public sealed class LinkStore : IAsyncDisposable
{
    private readonly ILinkDatabase _database;
    private readonly DbConnection _connection;
    private readonly SemaphoreSlim _gate = new(1, 1);

    private LinkStore(ILinkDatabase database, DbConnection connection, TimeProvider clock)
    {
        _database = database;
        _connection = connection;
        Clock = clock;
        Links = new LinkTable(this);
        Runs = new RunTable(this);
        Intents = new IntentTable(this);
        Changes = new ChangeTable(this);
        Conflicts = new ConflictTable(this);
        Ends = new EndTable(this);
        Leases = new LeaseTable(this);
        Accounts = new AccountTable(this);
    }

    /// <summary>Where the store is, for messages.</summary>
    public string Location => _database.Location;

    /// <summary>False when this account may only look at the store: every run would fail.</summary>
    public bool IsWritable => _database.IsWritable(_connection);

    /// <summary>Links and baselines.</summary>
    public LinkTable Links { get; }

    /// <summary>Runs and their summaries.</summary>
    public RunTable Runs { get; }

    /// <summary>Writes that are about to happen.</summary>
    public IntentTable Intents { get; }

    /// <summary>The journal.</summary>
    public ChangeTable Changes { get; }

    /// <summary>What a human must decide.</summary>
    public ConflictTable Conflicts { get; }

    /// <summary>Identity, counts and cursors of the ends.</summary>
    public EndTable Ends { get; }

    /// <summary>One run at a time per site and per account.</summary>
    public LeaseTable Leases { get; }

    /// <summary>Who changes links and decides conflicts by hand through this store, which is then journalled; null in a run.</summary>
    public Editor? Editor { get; set; }

    /// <summary>What processes share about CRM accounts.</summary>
    public AccountTable Accounts { get; }

    internal TimeProvider Clock { get; }

    /// <summary>The lease under which this store writes; every transaction checks it. Null outside a run.</summary>
    internal Lease? Fence { get; set; }

    /// <summary>Opens a store.</summary>
    /// <exception cref="UserSyncException">StoreUnavailable, StoreCorrupt, StoreTooNew.</exception>
    public static async Task<LinkStore> OpenAsync(ILinkDatabase database, TimeProvider clock, CancellationToken cancellationToken)
        => new(database, await database.OpenAsync(cancellationToken), clock);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _gate.Dispose();
    }

    /// <summary>Opens a second connection for work that must not wait for this one: the heartbeat of a lease.</summary>
    internal async Task<LinkStore> ForkAsync(CancellationToken cancellationToken) => await OpenAsync(_database, Clock, cancellationToken);

    internal async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            return await read(_connection);
        }
        catch (DbException failure)
        {
            throw _database.Explain(failure);
        }
        finally
        {
            _gate.Release();
        }
    }

    internal async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        DbTransaction? transaction = null;
        try
        {
            transaction = await _connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
            if (Fence is not null)
                await LeaseTable.EnsureHeldAsync(_connection, transaction, Fence, cancellationToken);
            T result = await write(_connection, transaction);

            // A long transaction keeps the heartbeat out: it renews the lease itself, so that nobody finds it expired behind it.
            if (Fence is not null)
                await LeaseTable.ExtendAsync(_connection, transaction, Fence, Clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (DbException failure)
        {
            throw _database.Explain(failure);
        }
        finally
        {
            await EndAsync(transaction);
            _gate.Release();
        }
    }

    internal Task WriteAsync(Func<DbConnection, DbTransaction, Task> write, CancellationToken cancellationToken) => WriteAsync(
        async (connection, transaction) =>
        {
            await write(connection, transaction);
            return true;
        },
        cancellationToken);

    private async Task EndAsync(DbTransaction? transaction)
    {
        if (transaction is null)
            return;
        try
        {
            await transaction.DisposeAsync();
        }
        catch (DbException)
        {
            // A full disk makes SQLite roll back by itself. Its driver does not notice, and begins no other before it has rolled back something.
            await using DbCommand begin = _connection.CreateCommand();
            begin.Transaction = transaction;
            begin.CommandText = "BEGIN";
            await begin.ExecuteNonQueryAsync(CancellationToken.None);
            await transaction.DisposeAsync();
        }
    }
}
