using System.Data.Common;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Links;

/// <summary>Runs and their summaries.</summary>
public sealed class RunTable
{
    private const string Columns = "id, profile, site, account, direction, state, started_at, finished_at, match_hash, summary, message, error_id";
    private readonly LinkStore _store;

    internal RunTable(LinkStore store) => _store = store;

    /// <summary>Runs, newest first.</summary>
    public Task<List<SyncRun>> ReadAsync(string? site, string? account, int most, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null,
                $"SELECT {Columns} FROM run WHERE (@0 IS NULL OR site=@0) AND (@1 IS NULL OR account=@1) ORDER BY started_at DESC, id DESC LIMIT @2", site, account, (long)most);
            return await select.ListAsync(Read, cancellationToken);
        });

    /// <summary>Whether a pair has a run of this id.</summary>
    public Task<bool> HasAsync(string run, string site, string account, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null, "SELECT id FROM run WHERE id=@0 AND site=@1 AND account=@2", run, site, account);
            return await select.ListAsync(reader => reader.GetString(0), cancellationToken) is [_];
        });

    /// <summary>The last run of a pair that came to its end and covered all users, or all that had changed; null before the first.</summary>
    public Task<SyncRun?> LastFinishedAsync(string site, string account, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var select = new Statement(connection, null,
                $"SELECT {Columns} FROM run WHERE site=@0 AND account=@1 AND state IN ('done', 'partly') AND match_hash IS NOT NULL ORDER BY started_at DESC, id DESC LIMIT 1", site, account);
            return await select.ListAsync(Read, cancellationToken) is [var run] ? run : null;
        });

    /// <summary>Writes down that something was asked for and refused as a whole: a run of its own, with the error as its only line.</summary>
    /// <returns>The id of the run.</returns>
    public Task<string> RefuseAsync(string profile, string site, string account, SyncError error, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            DateTimeOffset now = _store.Clock.GetUtcNow();
            string run = SyncRun.NewId(now);
            await using var insert = new Statement(connection, transaction,
                "INSERT INTO run (id, profile, site, account, direction, state, started_at, finished_at, error_id, message) VALUES (@0, @1, @2, @3, @4, 'refused', @5, @5, @6, @7)",
                run, profile, site, account, nameof(SyncDirection.ToCrm), now, error.Id, error.ToString());
            await insert.RunAsync(cancellationToken);
            await using Statement line = ChangeTable.PrepareInsert(connection, transaction);
            await ChangeTable.InsertAsync(
                line,
                new SyncChange { Run = run, At = now, Site = site, Account = account, Action = "Refused", Outcome = ChangeOutcome.Failed, ErrorId = error.Id, Message = error.ToString() },
                cancellationToken);
            return run;
        },
        cancellationToken);

    /// <summary>The last run of a pair when it ended because a credential was refused, a right was missing or the account was blocked; else null.</summary>
    public Task<SyncRun?> WaitingForHumanAsync(string site, string account, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            // What was refused as a whole, or done by hand, asked nobody, so it says nothing of the credential.
            await using var select = new Statement(connection, null,
                $"SELECT {Columns} FROM run WHERE site=@0 AND account=@1 AND state NOT IN ('refused', '{ManualJournal.State}') ORDER BY started_at DESC, id DESC LIMIT 1", site, account);
            return await select.ListAsync(Read, cancellationToken) is [{ State: "human", ErrorId: ErrorIds.CredentialRefused or ErrorIds.PermissionMissing or ErrorIds.AccountBlocked } last] ? last : null;
        });

    /// <summary>Lets runs of a pair through again: what stopped the last one was mended.</summary>
    public Task ClearAsync(string site, string account, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var clear = new Statement(connection, transaction, "UPDATE run SET state='failed' WHERE site=@0 AND account=@1 AND state='human'", site, account);
            await clear.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Begins a run.</summary>
    internal Task StartAsync(SyncRun run, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            // A run of this pair that still says it runs was killed: only one can hold the lease.
            await using var killed = new Statement(connection, transaction, "UPDATE run SET state='stopped', message='killed' WHERE site=@0 AND account=@1 AND state='running'", run.Site, run.Account);
            await killed.RunAsync(cancellationToken);
            await using var insert = new Statement(connection, transaction,
                "INSERT INTO run (id, profile, site, account, direction, state, started_at) VALUES (@0, @1, @2, @3, @4, @5, @6)",
                run.Run, run.Profile, run.Site, run.Account, run.Direction, run.State, run.StartedAt);
            await insert.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Ends a run.</summary>
    /// <param name="matchHash">Match rules and filter under which it covered everybody; null when it did not.</param>
    internal Task FinishAsync(string run, string state, string summary, string? errorId, string? message, string? matchHash, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var update = new Statement(connection, transaction, "UPDATE run SET state=@1, finished_at=@2, summary=@3, error_id=@4, message=@5, match_hash=@6 WHERE id=@0",
                run, state, _store.Clock.GetUtcNow(), summary, errorId, message, matchHash);
            await update.RunAsync(cancellationToken);
        },
        cancellationToken);

    private static SyncRun Read(DbDataReader reader) => new()
    {
        Run = reader.GetString(0),
        Profile = reader.GetString(1),
        Site = reader.GetString(2),
        Account = reader.GetString(3),
        Direction = reader.GetString(4),
        State = reader.GetString(5),
        StartedAt = reader.Time(6),
        FinishedAt = reader.OptionalTime(7),
        MatchHash = reader.Optional(8),
        Summary = reader.Optional(9),
        Message = reader.Optional(10),
        ErrorId = reader.Optional(11),
    };
}
