using System.Data.Common;
using System.Runtime.CompilerServices;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Links;

/// <summary>The list of what a human must decide.</summary>
public sealed class ConflictTable
{
    private const int Page = 1000;
    private readonly LinkStore _store;

    internal ConflictTable(LinkStore store) => _store = store;

    /// <summary>Conflicts of a pair, oldest first; open ones unless another state is asked for.</summary>
    public async IAsyncEnumerable<SyncConflict> ReadAsync(string site, string account, ConflictState? state, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long last = 0;
        while (true)
        {
            List<SyncConflict> page = await _store.ReadAsync(async connection =>
            {
                await using var select = new Statement(connection, null, $"""
                    SELECT id, site, account, kind, user_id, contact_id, email, candidates, reason, state, seen_run, created_at, seen_at FROM conflict
                    WHERE site=@0 AND account=@1 AND (@2 IS NULL OR state=@2) AND id>@3 ORDER BY id LIMIT {Page}
                    """, site, account, state, last);
                return await select.ListAsync(Read, cancellationToken);
            });
            foreach (SyncConflict conflict in page)
                yield return conflict;
            if (page.Count < Page)
                yield break;
            last = page[^1].ConflictId;
        }
    }

    /// <summary>Stores conflicts that a run saw; one that is known stays what it was decided to be.</summary>
    internal static Task SaveAsync(DbConnection connection, DbTransaction transaction, string run, DateTimeOffset now, IEnumerable<SyncConflict> conflicts, CancellationToken cancellationToken)
        => SaveAsync(connection, transaction, run, now, conflicts, "state = 'Resolved'", cancellationToken);

    /// <summary>Stores conflicts that came of carrying out a decision to create: it was used up, and another one is needed.</summary>
    internal static Task SaveAgainAsync(DbConnection connection, DbTransaction transaction, string run, DateTimeOffset now, IEnumerable<SyncConflict> conflicts, CancellationToken cancellationToken)
        => SaveAsync(connection, transaction, run, now, conflicts, "state IN ('Resolved', 'Create')", cancellationToken);

    private static async Task SaveAsync(
        DbConnection connection, DbTransaction transaction, string run, DateTimeOffset now, IEnumerable<SyncConflict> conflicts, string opensAgain, CancellationToken cancellationToken)
    {
        await using var save = new Statement(connection, transaction, $"""
            INSERT INTO conflict (site, account, kind, user_id, contact_id, email, candidates, reason, state, seen_run, created_at, seen_at)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 'Open', @8, @9, @9)
            ON CONFLICT (site, account, kind, user_id, contact_id) DO UPDATE SET email=excluded.email, candidates=excluded.candidates, reason=excluded.reason,
                seen_run=excluded.seen_run, seen_at=excluded.seen_at, state=CASE WHEN conflict.{opensAgain} THEN 'Open' ELSE conflict.state END
            """);
        foreach (SyncConflict c in conflicts)
        {
            await save.Bind(c.Site, c.Account, c.Kind, c.UserId ?? "", c.ContactId ?? "", c.Email, StoredJson.Texts(c.Candidates), c.Reason, run, now)
                .RunAsync(cancellationToken);
        }
    }

    /// <summary>Stores what is settled until an administrator says otherwise: an ignored conflict.</summary>
    internal static async Task RememberAsync(DbConnection connection, DbTransaction transaction, string run, DateTimeOffset now, SyncConflict c, CancellationToken cancellationToken)
    {
        await using var save = new Statement(connection, transaction, """
            INSERT INTO conflict (site, account, kind, user_id, contact_id, email, candidates, reason, state, seen_run, created_at, seen_at, decided_at)
            VALUES (@0, @1, @2, @3, @4, @5, @6, @7, 'Ignored', @8, @9, @9, @9)
            ON CONFLICT (site, account, kind, user_id, contact_id) DO UPDATE SET reason=excluded.reason, seen_run=excluded.seen_run, seen_at=excluded.seen_at, state='Ignored', decided_at=excluded.decided_at
            """, c.Site, c.Account, c.Kind, c.UserId ?? "", c.ContactId ?? "", c.Email, StoredJson.Texts(c.Candidates), c.Reason, run, now);
        await save.RunAsync(cancellationToken);
    }

    /// <summary>
    /// Closes open conflicts that a whole run did not see again: their cause is gone. A run towards the CRM looks at no contact
    /// that has no user, and one towards the site at no user that has no contact: those conflicts stay. So does a create whose answer
    /// was lost (it has no candidates): what it may have made does not go away when its user is left out for a while, only when it is linked.
    /// </summary>
    internal Task<int> CloseUnseenAsync(string site, string account, string run, SyncDirection direction, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var close = new Statement(connection, transaction, """
                UPDATE conflict SET state='Resolved', decided_at=@3
                WHERE site=@0 AND account=@1 AND state='Open' AND seen_run<>@2 AND (@4 OR user_id<>'') AND (@5 OR contact_id<>'' OR user_id='')
                    AND (kind<>'UnclearCreate' OR candidates<>'[]' OR EXISTS (
                        SELECT 1 FROM link l WHERE l.site=@0 AND l.account=@1 AND (l.user_id=conflict.user_id OR (conflict.user_id='' AND l.contact_id=conflict.contact_id))))
                """,
                site, account, run, _store.Clock.GetUtcNow(), direction != SyncDirection.ToCrm, direction != SyncDirection.ToCms);
            return await close.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>Records a decision.</summary>
    /// <exception cref="UserSyncException">ConflictNotFound.</exception>
    public Task DecideAsync(long conflictId, ConflictState state, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            SyncConflict before = await OneAsync(connection, transaction, conflictId, cancellationToken);
            await using var decide = new Statement(connection, transaction, "UPDATE conflict SET state=@1, decided_at=@2 WHERE id=@0", conflictId, state, _store.Clock.GetUtcNow());
            await decide.RunAsync(cancellationToken);
            if (before.State != state)
                await ManualJournal.WriteAsync(_store, connection, transaction, before, state, cancellationToken);
        },
        cancellationToken);

    /// <summary>One conflict.</summary>
    /// <exception cref="UserSyncException">ConflictNotFound.</exception>
    public Task<SyncConflict> GetAsync(long conflictId, CancellationToken cancellationToken)
        => _store.ReadAsync(connection => OneAsync(connection, null, conflictId, cancellationToken));

    private static async Task<SyncConflict> OneAsync(DbConnection connection, DbTransaction? transaction, long conflictId, CancellationToken cancellationToken)
    {
        await using var select = new Statement(connection, transaction,
            "SELECT id, site, account, kind, user_id, contact_id, email, candidates, reason, state, seen_run, created_at, seen_at FROM conflict WHERE id=@0", conflictId);
        return await select.ListAsync(Read, cancellationToken) is [var found] ? found : throw NotFound(conflictId);
    }

    private static SyncConflict Read(DbDataReader reader) => new()
    {
        ConflictId = reader.GetInt64(0),
        Site = reader.GetString(1),
        Account = reader.GetString(2),
        Kind = reader.Name<ConflictKind>(3),
        UserId = reader.GetString(4) is { Length: > 0 } user ? user : null,
        ContactId = reader.GetString(5) is { Length: > 0 } contact ? contact : null,
        Email = reader.Optional(6),
        Candidates = StoredJson.ReadTexts(reader.GetString(7)),
        Reason = reader.GetString(8),
        State = reader.Name<ConflictState>(9),
        Run = reader.GetString(10),
        CreatedAt = reader.Time(11),
        SeenAt = reader.Time(12),
    };

    private static UserSyncException NotFound(long conflictId) => new(new SyncError(ErrorIds.ConflictNotFound, $"There is no conflict {StoredJson.Number(conflictId)} in this link store.")
    {
        Item = StoredJson.Number(conflictId),
        Remedy = "List them with Get-SyncConflict.",
    });
}
