using System.CommandLine;
using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Commands;

/// <summary><c>usersync conflicts link</c>: decides a conflict by saying which contact the user is.</summary>
internal static class ConflictsLinkCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandFrame frame)
    {
        var id = new Argument<long>("id") { Description = "Number of the conflict." };
        var contact = new Argument<string>("contact") { Description = "Id of the contact that the user is." };
        var command = new Command("link", "Decides a conflict: the user is this contact. A link that the user has is moved.") { id, contact };
        frame.Act(command, session => LinkAsync(session, session.Value(id), session.Value(contact)));
        return command;
    }

    private static async Task<RunEnd> LinkAsync(Session session, long id, string contactId)
    {
        SyncProfile profile = session.LoadProfile();
        await using LinkStore store = await session.EditStoreAsync(profile, "conflicts link");
        SyncConflict conflict = await ConflictsCommand.FindAsync(session, store, profile, id);
        if (conflict.UserId is not { } userId)
        {
            throw new UserSyncException(new SyncError(ErrorIds.ConflictNotFound, string.Create(CultureInfo.InvariantCulture, $"Conflict {id} concerns no user, so there is nobody to link."))
            {
                Remedy = "Decide it in the CRM, or ignore it.",
            });
        }

        await EnsureContactAsync(session, profile, conflict, contactId);
        var link = new SyncLink { Site = conflict.Site, Account = conflict.Account, UserId = userId, ContactId = contactId, Email = conflict.Email };
        RunEnd end = await LinksAddCommand.AddAsync(session, store, link, move: true);
        await store.Conflicts.DecideAsync(id, ConflictState.Resolved, session.Stop);
        return end;
    }

    // The candidates of a shared key are users; every other one was seen as a contact by the run.
    private static async Task EnsureContactAsync(Session session, SyncProfile profile, SyncConflict conflict, string contactId)
    {
        if (conflict.Kind != ConflictKind.SharedKey && conflict.Candidates.Contains(contactId, StringComparer.Ordinal))
            return;
        await using ICrmConnector crm = session.Opener.OpenCrm(profile);
        await foreach (CrmContact contact in crm.GetAsync([contactId], RecordQuery.All, session.Stop))
        {
            if (contact.ContactId == contactId && contact.State == ContactState.Live)
                return;
        }

        throw new UserSyncException(new SyncError(ErrorIds.ContactNotFound, $"There is no contact {contactId} in account {profile.Crm.Key}. Nothing was changed.")
        {
            Item = contactId,
            Side = Side.Crm,
            Kind = ConnectorErrorKind.NotFound,
            Remedy = "Take one of those that usersync conflicts shows.",
        });
    }
}
