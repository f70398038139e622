using System.Globalization;
using UserSync.Cli.Commands;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Conflicts;

/// <summary>Decides a conflict by saying who the partner is: the contact of a user, or the user of a contact.</summary>
internal static class ConflictLinking
{
    /// <summary>Links, and takes the conflict as resolved.</summary>
    /// <exception cref="UserSyncException">There is no such record, or it belongs to somebody else.</exception>
    public static async Task<RunEnd> LinkAsync(Session session, SyncProfile profile, LinkStore store, SyncConflict conflict, string partnerId)
    {
        (string userId, string contactId) = (conflict.UserId, conflict.ContactId) switch
        {
            ({ } user, _) => (user, partnerId),
            (null, { } contact) => (partnerId, contact),
            _ => throw new UserSyncException(new SyncError(ErrorIds.ConflictNotFound, string.Create(CultureInfo.InvariantCulture, $"Conflict {conflict.ConflictId} is about nobody, so there is nobody to link."))
            {
                Remedy = "Decide it in the CRM, or ignore it.",
            }),
        };
        if (!Candidates.ArePartners(conflict) || !conflict.Candidates.Contains(partnerId, StringComparer.Ordinal))
            await EnsureAsync(session, profile, conflict.UserId is null ? Side.Cms : Side.Crm, partnerId);
        RunEnd end = await LinksAddCommand.AddAsync(session, store, new SyncLink { Site = conflict.Site, Account = conflict.Account, UserId = userId, ContactId = contactId, Email = conflict.Email }, move: true);
        await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Resolved, session.Stop);
        return end;
    }

    // A candidate was seen by the run; any other id must be shown by its system first.
    private static async Task EnsureAsync(Session session, SyncProfile profile, Side side, string id)
    {
        if (side == Side.Crm)
        {
            await using ICrmConnector crm = session.Opener.OpenCrm(profile);
            if (await crm.GetAsync([id], RecordQuery.All, session.Stop).AnyAsync(c => c.ContactId == id && c.State == ContactState.Live, session.Stop))
                return;
        }
        else
        {
            await using ICmsConnector cms = session.Opener.OpenCms(profile);
            if (await cms.GetAsync([id], RecordQuery.All, session.Stop).AnyAsync(u => u.UserId == id, session.Stop))
                return;
        }

        throw new UserSyncException(new SyncError(
            side == Side.Crm ? ErrorIds.ContactNotFound : ErrorIds.UserNotFound,
            side == Side.Crm ? $"There is no contact {id} in account {profile.Crm.Key}. Nothing was changed." : $"There is no user {id} on site {profile.Cms.Key}. Nothing was changed.")
        {
            Item = id,
            Side = side,
            Kind = ConnectorErrorKind.NotFound,
            Remedy = "Take one of those that usersync conflicts shows.",
        });
    }
}
