using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>All that a decision needs besides the pair: the profile with its implied fields, what the systems can do, what was decided before.</summary>
public sealed class PlanRules
{
    private readonly FieldMapping[] _implied;

    /// <summary>Collects the rules of a run.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="contactSide">What the CRM can do.</param>
    /// <param name="direction">Which way values travel in this run.</param>
    /// <param name="narrowing">What this run leaves out of the contacts besides the profile's filter; null for nothing.</param>
    public PlanRules(SyncProfile profile, ConnectorCapabilities contactSide, SyncDirection direction = SyncDirection.ToCrm, RecordFilter? narrowing = null)
    {
        Profile = profile;
        ContactSide = contactSide;
        Direction = direction;
        _implied = [.. Implied(profile.Contacts)];
        Mappings = [.. profile.Fields, .. _implied, .. profile.Groups.Select(static g => g.ToField())];
        Paths = new PathTable(profile, Mappings, narrowing);
        Lanes = [.. Mappings.Select(Lane)];
    }

    /// <summary>Which way values travel in this run.</summary>
    public SyncDirection Direction { get; }

    /// <summary>The profile.</summary>
    public SyncProfile Profile { get; }

    /// <summary>What the CRM can do.</summary>
    public ConnectorCapabilities ContactSide { get; }

    /// <summary>The field map with the fields that policies imply, profile link and marker, and with the memberships.</summary>
    public IReadOnlyList<FieldMapping> Mappings { get; }

    /// <summary>The paths of both sides.</summary>
    public PathTable Paths { get; }

    /// <summary>True before the first finished run of this pair: nothing is deleted or unlinked.</summary>
    public bool FirstRun { get; init; }

    /// <summary>True keeps links, takes equal values as baseline, writes to no linked pair and removes nothing.</summary>
    public bool Rebase { get; init; }

    /// <summary>Conflicts that an administrator decided to leave, by kind, user and contact.</summary>
    public IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Ignored { get; init; } = new HashSet<(ConflictKind, string, string)>();

    /// <summary>Conflicts that wait for a decision already, by kind, user and contact.</summary>
    public IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Open { get; init; } = new HashSet<(ConflictKind, string, string)>();

    /// <summary>Users for whom a contact may have been made already, with the reason why nobody can tell: no second one is made for them.</summary>
    public IReadOnlyDictionary<string, string> Unclear { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Contacts for whom a user may have been made already, with the reason why nobody can tell: no second one is made for them.</summary>
    public IReadOnlyDictionary<string, string> UnclearUsers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How far the clocks of both sides are from ours, for the policy "newest".</summary>
    public SideClocks Clocks { get; init; } = new(TimeProvider.System);

    /// <summary>Users (with "" for the contact) and contacts (with "" for the user) that an administrator decided to make a partner for.</summary>
    public IReadOnlySet<(string UserId, string ContactId)> CreateFor { get; init; } = new HashSet<(string, string)>();

    /// <summary>
    /// Who other than the one who asks has an address already or was promised it before in this run; null when nobody was, and then
    /// it is promised to the one who asks: a site gives an address to one user only.
    /// </summary>
    public Func<string, AddressHolder, AddressHolder?> AskForAddress { get; set; } = static (_, _) => null;

    /// <summary>True when tags or groups of contacts decide anything in a run from the CRM: by its filter, or by a line that travels to the site.</summary>
    public bool ReadsMemberships => Profile.Crm.Filter.Tags.Count + Profile.Crm.Filter.NotTags.Count > 0
        || Lanes.Any(static l => l.Way is SyncDirection.ToCms or SyncDirection.Both && MembershipPath.Parse(l.Mapping.Contact) is not null);

    internal IReadOnlyList<FieldLane> Lanes { get; }

    /// <summary>The marker that a user's new contact carries.</summary>
    public string MarkerOf(string userId) => $"{Profile.Cms.Key}:{userId}";

    /// <summary>The marker of a contact's new user.</summary>
    public string MarkerOfContact(string contactId) => $"{Profile.Crm.Key}:{contactId}";

    // A field travels in a run when both its own direction and the run's allow it; our own marks on contacts travel in any.
    private FieldLane Lane(FieldMapping mapping) => new(
        mapping,
        mapping.Direction == SyncDirection.Both ? Direction
            : Direction == SyncDirection.Both || Direction == mapping.Direction || (Profile.Contacts.Update && _implied.Contains(mapping)) ? mapping.Direction : null,
        Paths.UserIndex(mapping.User),
        Paths.ContactIndex(mapping.Contact),
        MultiPath.Parse(mapping.Contact)?.Base is { } list && Paths.ContactPaths.Contains(list) ? Paths.ContactIndex(list) : -1);

    private static IEnumerable<FieldMapping> Implied(ContactPolicy contacts)
    {
        if (contacts.ProfileLinkField is { } link)
            yield return new FieldMapping("profile_url", link) { Initial = InitialPolicy.Overwrite };
        if (contacts.Marker is { } marker && marker != contacts.ProfileLinkField)
            yield return new FieldMapping("id", marker) { Initial = InitialPolicy.Overwrite };
    }
}
