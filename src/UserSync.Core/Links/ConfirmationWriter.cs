using System.Data.Common;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Links;

/// <summary>Writes how changes ended: link, baseline, journal and the end of the intent, all inside the caller's transaction.</summary>
internal sealed class ConfirmationWriter : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly string _run;
    private readonly string _site;
    private readonly string _account;
    private readonly TimeProvider _clock;
    private readonly LinkWriter _links;
    private readonly Statement _journal;
    private readonly Statement _intent;
    private readonly Statement _open;
    private readonly Statement _solved;
    private bool? _anyOpen;

    public ConfirmationWriter(DbConnection connection, DbTransaction transaction, string run, string site, string account, TimeProvider clock)
    {
        _connection = connection;
        _transaction = transaction;
        _run = run;
        _site = site;
        _account = account;
        _clock = clock;
        _links = new LinkWriter(connection, transaction, clock);
        _journal = ChangeTable.PrepareInsert(connection, transaction);
        _intent = IntentTable.PrepareDelete(connection, transaction);
        _open = new Statement(connection, transaction, "SELECT EXISTS (SELECT 1 FROM conflict WHERE site=@0 AND account=@1 AND (state IN ('Open', 'Create') OR kind='RejectedMatch'))", site, account);
        _solved = new Statement(connection, transaction, "UPDATE conflict SET state='Resolved', decided_at=@3 WHERE site=@0 AND account=@1 AND (user_id=@2 OR (user_id='' AND contact_id=@4)) AND (state IN ('Open', 'Create') OR (kind='RejectedMatch' AND contact_id=@4))");
    }

    /// <summary>Writes one; brings the outcome as it is now: a link that is taken is a conflict, not a crash.</summary>
    public async Task<Confirmation> WriteAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        PlannedChange change = confirmation.Change;
        if (confirmation.Outcome == ChangeOutcome.Done)
            confirmation = await LinkAsync(confirmation, cancellationToken);
        if (confirmation.Outcome == ChangeOutcome.Done && change is { Action: ChangeAction.Note, Conflict: { } kind })
            await ConflictTable.SaveAsync(_connection, _transaction, _run, _clock.GetUtcNow(), [Noted(change, kind)], cancellationToken);
        if (confirmation.Intent is { } intent)
            await _intent.Bind(intent.Run, intent.Sequence).RunAsync(cancellationToken);
        if (change.Action == ChangeAction.Confirm)
            return confirmation;
        await ChangeTable.InsertAsync(
            _journal,
            new SyncChange
            {
                Run = _run,
                At = _clock.GetUtcNow(),
                Site = _site,
                Account = _account,
                Action = SyncResult.ActionOf(change.Action).ToString(),
                Outcome = confirmation.Outcome,
                UserId = change.UserId,
                ContactId = change.ContactId,
                Email = change.Email,
                Url = change.ContactUrl,
                Target = change.Target,
                Fields = change.FormerContactId is { } former && former != change.ContactId ? [new FieldWrite("link", FieldValue.Of(change.ContactId), FieldValue.Of(former))] : change.Writes,
                Reason = change.Reason,
                ErrorId = confirmation.Error?.Id,
                Message = confirmation.Error?.ToString(),
            },
            cancellationToken);
        return confirmation;
    }

    public async ValueTask DisposeAsync()
    {
        await _links.DisposeAsync();
        await _journal.DisposeAsync();
        await _intent.DisposeAsync();
        await _open.DisposeAsync();
        await _solved.DisposeAsync();
    }

    // The conflict that a note tells of is stored with it: whoever dies in between neither forgets the note nor writes it twice.
    private SyncConflict Noted(PlannedChange note, ConflictKind kind) => new()
    {
        Site = _site,
        Account = _account,
        Kind = kind,
        UserId = note.UserId,
        ContactId = note.ContactId,
        Email = note.Email,
        Candidates = note.Candidates,
        Reason = note.Reason,
    };

    private SyncConflict Rejected(PlannedChange change) => new()
    {
        Site = _site,
        Account = _account,
        Kind = ConflictKind.RejectedMatch,
        UserId = change.UserId,
        ContactId = change.ContactId,
        Email = change.Email,
        Reason = $"The link of user {change.UserId} and contact {change.ContactId} was taken back.",
    };

    private SyncConflict Widowed(PlannedChange change, Side departed, Side left) => new()
    {
        Site = _site,
        Account = _account,
        Kind = ConflictKind.PartnerDeleted,
        UserId = left == Side.Cms ? change.UserId : null,
        ContactId = left == Side.Crm ? change.ContactId : null,
        Email = change.Email,
        Reason = departed == Side.Crm ? $"Contact {change.ContactId} of user {change.UserId} was deleted." : $"User {change.UserId} of contact {change.ContactId} was deleted.",
    };

    // A link settles whatever was open about its two.
    private async Task<Confirmation> SolvedAsync(Confirmation confirmation, SyncLink link, CancellationToken cancellationToken)
    {
        _anyOpen ??= await _open.ScalarAsync(cancellationToken) is not (null or 0L);
        if (_anyOpen == true)
            await _solved.Bind(_site, _account, link.UserId, _clock.GetUtcNow(), link.ContactId).RunAsync(cancellationToken);
        return confirmation;
    }

    private async Task<Confirmation> LinkAsync(Confirmation confirmation, CancellationToken cancellationToken)
    {
        PlannedChange change = confirmation.Change;
        if (change.UserId is null || change.ContactId is null)
            return confirmation;
        var link = new SyncLink
        {
            Site = _site,
            Account = _account,
            UserId = change.UserId,
            UserKey = change.UserKey ?? change.UserId,
            ContactId = change.ContactId,
            IsTemporary = change.Temporary == true,
            Origin = change.Origin,
            Email = change.Email,
            UserUrl = change.UserUrl,
            ContactUrl = change.ContactUrl,
        };
        switch (change.Action)
        {
            case ChangeAction.Unlink:
                await _links.RemoveAsync(link, cancellationToken);
                if (change.Departed is { } departed)
                {
                    // Both: what lies in a trash may come back, and is no reason for a second partner either.
                    foreach (Side left in Enum.GetValues<Side>())
                        await ConflictTable.RememberAsync(_connection, _transaction, _run, _clock.GetUtcNow(), Widowed(change, departed, left), cancellationToken);
                }

                if (change.Rejects)
                    await ConflictTable.RememberAsync(_connection, _transaction, _run, _clock.GetUtcNow(), Rejected(change), cancellationToken);
                return confirmation;
            case ChangeAction.Link when change.FormerContactId is not null:
                LinkChange moved = await _links.ChangeAsync(link, cancellationToken);
                return moved.Error is { } refused ? confirmation with { Outcome = ChangeOutcome.Failed, Error = refused } : await SolvedAsync(confirmation, link, cancellationToken);
            case ChangeAction.Link or ChangeAction.Create:
                LinkChange added = await _links.AddAsync(link, cancellationToken, change.Baseline);
                if (added.Error is not null)
                {
                    var conflict = new SyncConflict { Site = _site, Account = _account, Kind = ConflictKind.ContactTaken, UserId = change.UserId, ContactId = change.ContactId, Email = change.Email, Reason = added.Error.Message };
                    await ConflictTable.SaveAsync(_connection, _transaction, _run, _clock.GetUtcNow(), [conflict], cancellationToken);
                    return confirmation with { Outcome = ChangeOutcome.Conflict, Error = added.Error };
                }

                return await SolvedAsync(confirmation, link, cancellationToken);
            case ChangeAction.Update or ChangeAction.Confirm:
                await _links.ConfirmAsync(link, change.Baseline, change.KeepKeys, change.Temporary, cancellationToken);
                return confirmation;
            default:
                return confirmation;
        }
    }
}
