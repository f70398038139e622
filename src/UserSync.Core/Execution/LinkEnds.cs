using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>Asks both sides whether the ends of links that come from elsewhere are there.</summary>
/// <param name="cms">The website.</param>
/// <param name="crm">The CRM.</param>
public sealed class LinkEnds(ICmsConnector cms, ICrmConnector crm)
{
    /// <summary>Each link with what the site tells of its user, or with why it must not be made: UserNotFound, ContactNotFound.</summary>
    public async Task<IReadOnlyList<LinkChange>> CheckAsync(IReadOnlyList<SyncLink> links, CancellationToken cancellationToken)
    {
        Dictionary<string, CmsUser> users = await UsersAsync([.. links.Select(static l => l.UserId).Distinct(StringComparer.Ordinal)], cancellationToken);
        Dictionary<string, ContactState> contacts = await ContactsAsync([.. links.Select(static l => l.ContactId).Distinct(StringComparer.Ordinal)], cancellationToken);
        return [.. links.Select(link => Judge(link, users, contacts))];
    }

    private static LinkChange Judge(SyncLink link, Dictionary<string, CmsUser> users, Dictionary<string, ContactState> contacts)
    {
        if (!users.TryGetValue(link.UserId, out CmsUser? user))
            return Refused(link, ErrorIds.UserNotFound, Side.Cms, $"Site {link.Site} has no user {link.UserId}, so no link to contact {link.ContactId} was made.");
        if (!contacts.TryGetValue(link.ContactId, out ContactState state) || state != ContactState.Live)
        {
            string what = !contacts.ContainsKey(link.ContactId) || state == ContactState.Gone ? $"has no contact {link.ContactId}" : $"has contact {link.ContactId} only {(state == ContactState.Merged ? "as one that was merged" : "in the trash")}";
            return Refused(link, ErrorIds.ContactNotFound, Side.Crm, $"Account {link.Account} {what}, so no link to user {link.UserId} was made.");
        }

        return new LinkChange(link with { UserKey = user.Key, Email = link.Email ?? user.Email, UserUrl = link.UserUrl ?? user.ProfileUrl }, Changed: false, Error: null);
    }

    private static LinkChange Refused(SyncLink link, string id, Side side, string message) => new(link, Changed: false, new SyncError(id, message)
    {
        Kind = ConnectorErrorKind.NotFound,
        Side = side,
        Item = side == Side.Cms ? link.UserId : link.ContactId,
        Remedy = "Leave the row out, or correct its id; the next run finds the person anew.",
    });

    // Whichever is cheaper; a walk leaves out whom the profile's filter leaves out, so the rest is asked for by id.
    private async Task<Dictionary<string, CmsUser>> UsersAsync(HashSet<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CmsUser>(StringComparer.Ordinal);
        var query = new RecordQuery { Fields = ["email"] };
        ReadCosts costs = cms.Capabilities.Costs;
        if (costs.Get(ids.Count) > 1 && await cms.CountAsync(cancellationToken) is { } all && costs.Walk(all) < costs.Get(ids.Count))
        {
            await foreach (CmsUser user in cms.ReadAsync(query, cancellationToken).Where(u => ids.Contains(u.UserId)))
                found[user.UserId] = user;
        }

        foreach (string[] part in ids.Where(id => !found.ContainsKey(id)).ToArray().Chunk(Math.Max(1, Batch(costs) * cms.Capabilities.MaxParallel)))
        {
            await foreach (CmsUser user in cms.GetAsync(part, query, cancellationToken))
                found[user.UserId] = user;
        }

        return found;
    }

    private async Task<Dictionary<string, ContactState>> ContactsAsync(HashSet<string> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ContactState>(StringComparer.Ordinal);
        var query = new RecordQuery { Fields = ["name"] };
        foreach (string[] part in ids.ToArray().Chunk(Batch(crm.Capabilities.Costs)))
        {
            await foreach (CrmContact contact in crm.GetAsync(part, query, cancellationToken))
                found[contact.ContactId] = contact.Kind == ContactKind.Person ? contact.State : ContactState.Gone;
        }

        return found;
    }

    private static int Batch(ReadCosts costs) => Math.Min(costs.IdsPerCall, 1000);
}
