using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>Answers a conflict about a contact in the trash: takes it out and links the user of the conflict to it.</summary>
public sealed class TrashedContact
{
    private readonly ICrmConnector _crm;
    private readonly LinkStore _store;

    /// <summary>Takes the open CRM and store; they stay the caller's to close.</summary>
    public TrashedContact(ICrmConnector crm, LinkStore store)
    {
        _crm = crm;
        _store = store;
    }

    /// <summary>The contact that a conflict is about, when restoring it would decide the conflict.</summary>
    /// <exception cref="UserSyncException">The conflict is about something else, or the CRM cannot restore.</exception>
    public string ContactOf(SyncConflict conflict)
    {
        if (conflict.Kind != ConflictKind.ContactTrashed || conflict.UserId is null || (conflict.ContactId ?? (conflict.Candidates is [var only, ..] ? only : null)) is not { } contact)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ConflictNotFound, FormattableString.Invariant($"Conflict {conflict.ConflictId} is not about a contact in the trash, so there is nothing to restore."))
            {
                Remedy = "Link the user to a contact with Resolve-SyncConflict -LinkTo, or leave things as they are with Resolve-SyncConflict -Ignore.",
            });
        }

        return _crm.Capabilities.Restore ? contact : throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, "This CRM takes nothing out of its trash for a program.") { Side = Side.Crm, Remedy = "Restore the contact in the CRM, then run again." });
    }

    /// <summary>Restores and links. A contact that is live already is only linked; who is linked to it already is asked before anything is written.</summary>
    /// <exception cref="UserSyncException">The contact is somebody else's, is not shown, or was not restored: nothing is linked then.</exception>
    public async Task<SyncLink> RestoreAsync(SyncConflict conflict, CancellationToken cancellationToken)
    {
        string id = ContactOf(conflict);
        var query = new LinkQuery { Site = conflict.Site, Account = conflict.Account };
        SyncLink? owner = await _store.Links.ReadAsync(query with { ContactIds = [id] }, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        if (owner is not null && owner.UserId != conflict.UserId)
            throw new UserSyncException(new SyncError(ErrorIds.LinkTaken, $"Contact {id} is linked to user {owner.UserId}; it was not restored for user {conflict.UserId}.") { Item = id, Remedy = "Remove or move that link first, if it is wrong." });
        SyncLink? own = await _store.Links.ReadAsync(query with { UserIds = [conflict.UserId!] }, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        if (own is not null && own.ContactId != id)
            throw new UserSyncException(new SyncError(ErrorIds.LinkTaken, $"User {own.UserId} is linked to contact {own.ContactId} meanwhile; contact {id} was not restored.") { Item = own.UserId, Remedy = "Run again: the conflict may be over." });

        CrmContact? contact = await ReadAsync(id, cancellationToken);
        if (contact?.State == ContactState.Trashed)
        {
            IReadOnlyList<WriteResult> results = await _crm.WriteAsync([new RecordWrite(0, WriteKind.Restore) { RecordId = id }], cancellationToken);
            if (results is [{ Outcome: not WriteOutcome.Done, Error: { } refused }])
                throw new UserSyncException(refused);
            contact = await ReadAsync(id, cancellationToken);
        }

        if (contact?.State != ContactState.Live)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ContactNotFound, $"Contact {id} is not live after it was to be restored; nothing was linked.")
            {
                Item = id,
                Side = Side.Crm,
                Kind = ConnectorErrorKind.Permission,
                Remedy = "Look at it in the CRM: it may have been merged or deleted for good, or the account lacks the right to restore.",
            });
        }

        if (own is not null)
            return own;
        LinkChange added = (await _store.Links.AddAsync([new SyncLink { Site = conflict.Site, Account = conflict.Account, UserId = conflict.UserId!, ContactId = id, Email = conflict.Email, ContactUrl = contact.Url }], cancellationToken))[0];
        return added.Error is { } error ? throw new UserSyncException(error) : added.Link;
    }

    private async Task<CrmContact?> ReadAsync(string id, CancellationToken cancellationToken) =>
        await _crm.GetAsync([id], new RecordQuery { Fields = ["name"] }, cancellationToken).FirstOrDefaultAsync(c => c.ContactId == id, cancellationToken);
}
