using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>The journal: every change with before and after of the mapped fields.</summary>
public sealed class ChangeTable
{
    private const int Page = 1000;
    private readonly LinkStore _store;

    internal ChangeTable(LinkStore store) => _store = store;

    /// <summary>Lines of the journal, oldest first.</summary>
    public async IAsyncEnumerable<SyncChange> ReadAsync(ChangeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long last = 0;
        while (true)
        {
            List<SyncChange> page = await _store.ReadAsync(async connection =>
            {
                await using Statement select = Select(connection, query, last);
                return await select.ListAsync(Read, cancellationToken);
            });
            foreach (SyncChange change in page)
                yield return change;
            if (page.Count < Page)
                yield break;
            last = page[^1].ChangeId;
        }
    }

    // Only what is asked for stands in the statement: with "or is null" no index would serve, and a journal grows for a year.
    internal static Statement Select(DbConnection connection, ChangeQuery query, long last, string prefix = "")
    {
        var sql = new StringBuilder(prefix).Append("SELECT id, run_id, at, site, account, action, outcome, user_id, contact_id, email, url, fields, reason, error_id, message, target FROM change WHERE id>@0");
        var values = new List<object?> { last };

        // A run belongs to one pair: looked up there, its own index is the only one that is left to choose.
        if (query.Run is not null)
        {
            sql.Append(" AND run_id=(SELECT id FROM run WHERE id=@1 AND (@2 IS NULL OR site=@2) AND (@3 IS NULL OR account=@3))");
            values.AddRange([query.Run, query.Site, query.Account]);
        }

        ReadOnlySpan<(string Condition, object? Value)> conditions =
        [
            ("site=", query.Run is null ? query.Site : null), ("account=", query.Run is null ? query.Account : null), ("user_id=", query.UserId), ("contact_id=", query.ContactId),
            ("at>=", query.After), ("at<", query.Before), ("outcome=", query.Outcome),
        ];
        foreach ((string condition, object? value) in conditions)
        {
            if (value is null)
                continue;
            sql.Append(CultureInfo.InvariantCulture, $" AND {condition}@{values.Count}");
            values.Add(value);
        }

        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY id LIMIT {Page}");
        return new Statement(connection, null, sql.ToString(), [.. values]);
    }

    /// <summary>Removes lines older than a time; runs stay with their summaries.</summary>
    /// <returns>How many lines were removed.</returns>
    public Task<int> RemoveBeforeAsync(string site, string account, DateTimeOffset time, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            await using var delete = new Statement(connection, transaction,
                "DELETE FROM change WHERE run_id IN (SELECT id FROM run WHERE site=@0 AND account=@1 AND started_at<@2) AND at<@2", site, account, time);
            return await delete.RunAsync(cancellationToken);
        },
        cancellationToken);

    /// <summary>
    /// Removes what is remembered of one person besides the link itself: the lines of the journal and the conflicts. Decisions stay,
    /// without the address. The file keeps no trace of them once the last program has closed it.
    /// </summary>
    /// <returns>How many lines and conflicts were removed.</returns>
    public Task<int> PurgeAsync(string site, string account, string? userId, string? contactId, CancellationToken cancellationToken) => _store.WriteAsync(
        async (connection, transaction) =>
        {
            const string Person = "site=@0 AND account=@1 AND (user_id=@2 OR contact_id=@3)";
            await using var lines = new Statement(connection, transaction, $"DELETE FROM change WHERE {Person}", site, account, userId, contactId);
            await using var conflicts = new Statement(connection, transaction, $"DELETE FROM conflict WHERE {Person} AND state NOT IN ('Ignored', 'Create')", site, account, userId, contactId);
            await using var decisions = new Statement(connection, transaction, $"UPDATE conflict SET email=NULL WHERE {Person}", site, account, userId, contactId);
            await decisions.RunAsync(cancellationToken);
            return await lines.RunAsync(cancellationToken) + await conflicts.RunAsync(cancellationToken);
        },
        cancellationToken);

    internal static Statement PrepareInsert(DbConnection connection, DbTransaction transaction) => new(connection, transaction, """
        INSERT INTO change (run_id, at, site, account, action, outcome, user_id, contact_id, email, url, fields, reason, error_id, message, target)
        VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14)
        """);

    internal static Task InsertAsync(Statement insert, SyncChange c, CancellationToken cancellationToken) => insert
        .Bind(c.Run, c.At, c.Site, c.Account, c.Action, c.Outcome, c.UserId, c.ContactId, c.Email, c.Url,
            c.Fields.Count == 0 ? null : StoredJson.Write(w => w.FieldWrites(c.Fields)), c.Reason, c.ErrorId, c.Message, c.Target)
        .RunAsync(cancellationToken);

    private static SyncChange Read(DbDataReader reader) => new()
    {
        ChangeId = reader.GetInt64(0),
        Run = reader.GetString(1),
        At = reader.Time(2),
        Site = reader.GetString(3),
        Account = reader.GetString(4),
        Action = reader.GetString(5),
        Outcome = reader.Name<ChangeOutcome>(6),
        UserId = reader.Optional(7),
        ContactId = reader.Optional(8),
        Email = reader.Optional(9),
        Url = reader.Optional(10),
        Fields = Fields(reader.Optional(11)),
        Reason = reader.Optional(12),
        ErrorId = reader.Optional(13),
        Message = reader.Optional(14),
        Target = reader.Name<Side>(15),
    };

    private static IReadOnlyList<FieldWrite> Fields(string? text)
    {
        if (text is null)
            return [];
        using JsonDocument document = JsonDocument.Parse(text);
        return StoredJson.ReadFieldWrites(document.RootElement);
    }
}
