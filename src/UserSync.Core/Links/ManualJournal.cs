using System.Data.Common;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Links;

/// <summary>Writes changes that were made by hand into the journal, inside the transaction that makes them.</summary>
internal static class ManualJournal
{
    /// <summary>The state of a run that is not a run, but work by hand.</summary>
    public const string State = "manual";

    /// <summary>Writes what became of links; nothing for a store without an editor, and nothing for what was refused or was so already.</summary>
    public static Task WriteAsync(LinkStore store, DbConnection connection, DbTransaction transaction, IReadOnlyList<LinkChange> changes, CancellationToken cancellationToken)
        => WriteAsync(store, connection, transaction, [.. changes.Where(c => c is { Changed: true, Error: null }).Select(Line)], cancellationToken);

    /// <summary>Writes how a conflict was decided.</summary>
    public static Task WriteAsync(LinkStore store, DbConnection connection, DbTransaction transaction, SyncConflict conflict, ConflictState now, CancellationToken cancellationToken)
        => WriteAsync(store, connection, transaction, [new SyncChange
        {
            Run = "",
            Site = conflict.Site,
            Account = conflict.Account,
            Action = now.ToString(),
            UserId = conflict.UserId,
            ContactId = conflict.ContactId,
            Email = conflict.Email,
            Fields = [new FieldWrite("conflict", FieldValue.Of(now.ToString()), FieldValue.Of(conflict.State.ToString()))],
            Reason = conflict.Reason,
        }], cancellationToken);

    private static SyncChange Line(LinkChange change)
    {
        SyncLink? before = change.Before;
        SyncLink? after = change.Removed ? null : change.Link;
        var fields = new List<FieldWrite>();
        if (before?.ContactId != after?.ContactId)
            fields.Add(new FieldWrite("link", FieldValue.Of(after?.ContactId), FieldValue.Of(before?.ContactId)));
        if ((before?.IsTemporary ?? false) != (after?.IsTemporary ?? false))
            fields.Add(new FieldWrite("temporary", Flag(after), Flag(before)));
        return new SyncChange
        {
            Run = "",
            Site = change.Link.Site,
            Account = change.Link.Account,
            Action = after is null ? "Unlinked" : before is null || before.ContactId != after.ContactId ? "Linked" : "Flagged",
            UserId = change.Link.UserId,
            ContactId = change.Link.ContactId,
            Email = change.Link.Email,
            Url = change.Link.ContactUrl,
            Fields = fields,
        };
    }

    private static FieldValue Flag(SyncLink? link) => FieldValue.Of(link is null ? null : link.IsTemporary ? "true" : "false");

    private static async Task WriteAsync(LinkStore store, DbConnection connection, DbTransaction transaction, IReadOnlyList<SyncChange> lines, CancellationToken cancellationToken)
    {
        if (store.Editor is not { } editor || lines.Count == 0)
            return;
        DateTimeOffset now = store.Clock.GetUtcNow();
        editor.Run ??= SyncRun.NewId(now);

        // Once for each batch: an earlier one may have been rolled back, with the run.
        await using var run = new Statement(connection, transaction, $"""
            INSERT INTO run (id, profile, site, account, direction, state, started_at, finished_at, message) VALUES (@0, @1, @2, @3, @4, '{State}', @5, @5, @6)
            ON CONFLICT (id) DO UPDATE SET finished_at=excluded.finished_at
            """, editor.Run, editor.Profile, lines[0].Site, lines[0].Account, nameof(SyncDirection.ToCrm), now, editor.ToString());
        await run.RunAsync(cancellationToken);
        await using Statement insert = ChangeTable.PrepareInsert(connection, transaction);
        foreach (SyncChange line in lines)
            await ChangeTable.InsertAsync(insert, line with { Run = editor.Run, At = now, Outcome = ChangeOutcome.Done, Reason = line.Reason is { Length: > 0 } reason ? $"{editor}: {reason}" : editor.ToString() }, cancellationToken);
    }
}
