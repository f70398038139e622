using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>
/// Compares our links with those that the CRM keeps itself, and carries single ones over where somebody asked for it. Nothing is
/// decided by age or order: a link is stale only when its user or its contact is proven to be gone.
/// </summary>
public sealed class MirrorExchange
{
    private readonly SyncProfile _profile;
    private readonly ICmsConnector _cms;
    private readonly ICrmConnector _crm;
    private readonly ILinkMirror _mirror;
    private readonly LinkStore _store;

    /// <summary>Takes the open ends; they stay the caller's to close.</summary>
    /// <exception cref="UserSyncException">The CRM keeps no links of its own (<see cref="ErrorIds.ProfileInvalid"/>).</exception>
    public MirrorExchange(SyncProfile profile, ICmsConnector cms, ICrmConnector crm, LinkStore store)
    {
        _profile = profile;
        _cms = cms;
        _crm = crm;
        _store = store;
        _mirror = crm as ILinkMirror ?? throw new UserSyncException(
            new SyncError(ErrorIds.ProfileInvalid, $"A system of kind {profile.Crm.Kind} ({profile.Crm.Key}) keeps no links of its own.") { Item = profile.Crm.Key, Side = Side.Crm, Remedy = "Name a CSV file instead." });
    }

    /// <summary>All differences, user by user in the order of their ids.</summary>
    public async IAsyncEnumerable<LinkDifference> CompareAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ours = new Dictionary<string, SyncLink>(StringComparer.Ordinal);
        await foreach (SyncLink link in _store.Links.ReadAsync(new LinkQuery { Site = _profile.Cms.Key, Account = _profile.Crm.Key }, cancellationToken))
            ours[link.UserId] = link;
        List<MirroredLink> theirs = await _mirror.ReadLinksAsync(cancellationToken).ToListAsync(cancellationToken);
        ILookup<string, MirroredLink> byUser = theirs.ToLookup(l => l.UserId, StringComparer.Ordinal);
        ILookup<string, MirroredLink> byContact = theirs.ToLookup(l => l.ContactId, StringComparer.Ordinal);
        Dictionary<string, string> owners = ours.Values.ToDictionary(l => l.ContactId, l => l.UserId, StringComparer.Ordinal);

        List<Case> cases = [];
        foreach (string user in ours.Keys.Union(byUser.Select(g => g.Key), StringComparer.Ordinal).OrderBy(u => u.Length).ThenBy(u => u, StringComparer.Ordinal))
        {
            SyncLink? link = ours.GetValueOrDefault(user);
            MirroredLink[] rows = [.. byUser[user].Concat(link is null ? [] : byContact[link.ContactId]).Distinct()];
            if (link is null || rows is not [var only] || only.UserId != user || only.ContactId != link.ContactId)
                cases.Add(new Case(user, link, rows));
        }

        Dictionary<string, CmsUser> users = await UsersAsync(cases, cancellationToken);
        Dictionary<string, ContactState> contacts = await ContactsAsync(cases, cancellationToken);
        foreach (Case one in cases)
            yield return Judge(one, users, contacts, owners);
    }

    /// <summary>Makes the CRM's own links say what ours say; one error for each that could not be written, with the user's id as item.</summary>
    public Task<IReadOnlyList<SyncError>> WriteToCrmAsync(IReadOnlyList<LinkDifference> differences, CancellationToken cancellationToken)
    {
        List<MirroredLink> add = [];
        List<MirroredLink> remove = [];
        foreach (LinkDifference difference in differences)
        {
            if (difference.Ours is not { } link)
                continue;
            remove.AddRange(difference.Theirs.Where(t => t.UserId != link.UserId || t.ContactId != link.ContactId));
            add.Add(new MirroredLink(link.UserId, link.ContactId) { Email = link.Email });
        }

        return _mirror.WriteLinksAsync(add, remove, cancellationToken);
    }

    /// <summary>Makes our links say what the CRM's own links say.</summary>
    public async Task<IReadOnlyList<LinkChange>> TakeFromCrmAsync(IReadOnlyList<LinkDifference> differences, CancellationToken cancellationToken)
    {
        IReadOnlyList<LinkChange> added = await _store.Links.AddAsync([.. differences.Where(d => d.Ours is null).Select(d => d.Offered).OfType<SyncLink>()], cancellationToken);
        return [.. added, .. await _store.Links.ChangeAsync([.. differences.Where(d => d.Ours is not null).Select(d => d.Offered).OfType<SyncLink>()], cancellationToken)];
    }

    /// <summary>The error of a difference that nobody mended.</summary>
    public static SyncError ErrorOf(LinkDifference difference) => new(ErrorIds.LinkDiffers, $"User {difference.UserId}: {difference.Reason}.")
    {
        Item = difference.UserId,
        Side = Side.Crm,
        Remedy = difference.Kind == LinkDifferenceKind.Unclear
            ? "Look at both, then move ours with Set-SyncLink, or have one side follow the other for named users with -Force."
            : "Import-SyncLink -FromCrm and Export-SyncLink -ToCrm carry links over, with -Mend also in place of one that is stale.",
    };

    private LinkDifference Judge(Case one, Dictionary<string, CmsUser> users, Dictionary<string, ContactState> contacts, Dictionary<string, string> owners)
    {
        bool userLives = users.TryGetValue(one.UserId, out CmsUser? user);
        string[] named = [.. one.Rows.Where(r => r.UserId == one.UserId).Select(r => r.ContactId).Distinct(StringComparer.Ordinal)];
        bool Lives(string contact) => contacts.GetValueOrDefault(contact) == ContactState.Live && contacts.ContainsKey(contact);
        bool oursHolds = one.Ours is { } link && userLives && Lives(link.ContactId);
        bool theirsHolds = one.Rows.Any(r => users.ContainsKey(r.UserId) && Lives(r.ContactId) && (one.Ours is null || r.UserId != one.Ours.UserId || r.ContactId != one.Ours.ContactId));
        SyncLink? offered = named is [var contact] && userLives && Lives(contact) && owners.GetValueOrDefault(contact, one.UserId) == one.UserId && contact != one.Ours?.ContactId
            ? (one.Ours ?? new SyncLink { Site = _profile.Cms.Key, Account = _profile.Crm.Key, UserId = one.UserId, UserKey = user!.Key, ContactId = contact, Email = user.Email }) with
            {
                ContactId = contact, Origin = LinkOrigin.Imported, ContactUrl = null,
            }
            : null;
        LinkDifferenceKind kind = (one.Ours, one.Rows.Count) switch
        {
            (not null, 0) => oursHolds ? LinkDifferenceKind.OnlyHere : LinkDifferenceKind.Unclear,
            (null, _) => offered is not null ? LinkDifferenceKind.OnlyThere : LinkDifferenceKind.Unclear,
            _ when oursHolds && !theirsHolds => LinkDifferenceKind.StaleThere,
            _ when !oursHolds && offered is not null => LinkDifferenceKind.StaleHere,
            _ => LinkDifferenceKind.Unclear,
        };
        return new LinkDifference(kind, one.UserId, Words(one, userLives, contacts)) { Ours = one.Ours, Theirs = one.Rows, Offered = offered };
    }

    private static string Words(Case one, bool userLives, Dictionary<string, ContactState> contacts)
    {
        string State(string contact) => contacts.TryGetValue(contact, out ContactState state) ? state switch
        {
            ContactState.Live => "",
            ContactState.Trashed => " (in the trash)",
            ContactState.Merged => " (merged)",
            _ => " (gone)",
        }
        : " (not shown)";
        string here = one.Ours is { } link ? $"linked to contact {link.ContactId}{State(link.ContactId)} here" : "not linked here";
        string there = one.Rows.Count == 0 ? "not linked by the CRM" : "the CRM links " + string.Join(" and ", one.Rows.Select(r => $"user {r.UserId} to contact {r.ContactId}{State(r.ContactId)}"));
        return $"{here}, {there}{(userLives ? "" : "; the site shows no such user")}";
    }

    private async Task<Dictionary<string, CmsUser>> UsersAsync(List<Case> cases, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CmsUser>(StringComparer.Ordinal);
        var query = new RecordQuery { Fields = ["email"] };
        IEnumerable<string> keys = cases.Select(c => c.Ours?.UserKey ?? c.UserId).Concat(cases.SelectMany(c => c.Rows).Select(r => r.UserId)).Distinct(StringComparer.Ordinal);
        foreach (string[] part in keys.Chunk(_cms.Capabilities.Costs.IdsPerCall))
        {
            await foreach (CmsUser user in _cms.GetAsync(part, query, cancellationToken))
                found[user.UserId] = user;
        }

        return found;
    }

    private async Task<Dictionary<string, ContactState>> ContactsAsync(List<Case> cases, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ContactState>(StringComparer.Ordinal);
        var query = new RecordQuery { Fields = ["name"] };
        IEnumerable<string> ids = cases.Select(c => c.Ours?.ContactId).OfType<string>().Concat(cases.SelectMany(c => c.Rows).Select(r => r.ContactId)).Distinct(StringComparer.Ordinal);
        foreach (string[] part in ids.Chunk(_crm.Capabilities.Costs.IdsPerCall))
        {
            await foreach (CrmContact contact in _crm.GetAsync(part, query, cancellationToken))
                found[contact.ContactId] = contact.Kind == ContactKind.Person ? contact.State : ContactState.Gone;
        }

        return found;
    }

    private sealed record Case(string UserId, SyncLink? Ours, IReadOnlyList<MirroredLink> Rows);
}
