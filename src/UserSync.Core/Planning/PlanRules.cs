using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>All that a decision needs besides the pair: the profile with its implied fields, what the systems can do, what was decided before.</summary>
public sealed class PlanRules
{
    /// <summary>Collects the rules of a run.</summary>
    public PlanRules(SyncProfile profile, ConnectorCapabilities contactSide)
    {
        Profile = profile;
        ContactSide = contactSide;
        Mappings = [.. profile.Fields, .. Implied(profile.Contacts), .. profile.Groups.Select(static g => g.ToField())];
        ToContact = [.. Mappings.Where(m => m.Direction != SyncDirection.ToCms)];
        Paths = new PathTable(profile, Mappings);
        BaselineKeys = [.. ToContact.Select(m => m.BaselineKey)];
        UserIndex = [.. ToContact.Select(m => Paths.UserIndex(m.User))];
        ContactIndex = [.. ToContact.Select(m => Paths.ContactIndex(m.Contact))];
        ListIndex = [.. ToContact.Select(m => MultiPath.Parse(m.Contact)?.Base is { } list && Paths.ContactPaths.Contains(list) ? Paths.ContactIndex(list) : -1)];
    }

    /// <summary>The profile.</summary>
    public SyncProfile Profile { get; }

    /// <summary>What the CRM can do.</summary>
    public ConnectorCapabilities ContactSide { get; }

    /// <summary>The field map with the fields that policies imply, profile link and marker, and with the memberships.</summary>
    public IReadOnlyList<FieldMapping> Mappings { get; }

    /// <summary>The mappings that travel from user to contact.</summary>
    public IReadOnlyList<FieldMapping> ToContact { get; }

    /// <summary>The paths of both sides.</summary>
    public PathTable Paths { get; }

    /// <summary>True before the first finished run of this pair: nothing is deleted or unlinked.</summary>
    public bool FirstRun { get; init; }

    /// <summary>True keeps links, takes equal values as baseline, writes to no linked pair and removes nothing.</summary>
    public bool Rebase { get; init; }

    /// <summary>Conflicts that an administrator decided to leave, by kind, user and contact.</summary>
    public IReadOnlySet<(ConflictKind Kind, string UserId, string ContactId)> Ignored { get; init; } = new HashSet<(ConflictKind, string, string)>();

    /// <summary>Users for whom a contact may have been made already, with the reason why nobody can tell: no second one is made for them.</summary>
    public IReadOnlyDictionary<string, string> Unclear { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal string[] BaselineKeys { get; }

    internal int[] UserIndex { get; }

    internal int[] ContactIndex { get; }

    internal int[] ListIndex { get; }

    /// <summary>The marker that a user's new contact carries.</summary>
    public string MarkerOf(string userId) => $"{Profile.Cms.Key}:{userId}";

    private static IEnumerable<FieldMapping> Implied(ContactPolicy contacts)
    {
        if (contacts.ProfileLinkField is { } link)
            yield return new FieldMapping("profile_url", link) { Initial = InitialPolicy.Overwrite };
        if (contacts.Marker is { } marker && marker != contacts.ProfileLinkField)
            yield return new FieldMapping("id", marker) { Initial = InitialPolicy.Overwrite };
    }
}
