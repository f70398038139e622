using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>The field paths that a profile needs of each side, numbered.</summary>
public sealed class PathTable
{
    private readonly RecordFilter _userFilter;
    private readonly RecordFilter[] _contactFilters;
    private readonly string? _placeholder;

    /// <summary>Collects the paths of a profile.</summary>
    public PathTable(SyncProfile profile, IReadOnlyList<FieldMapping> mappings, RecordFilter? narrowing = null)
    {
        _userFilter = profile.Cms.Filter;
        _contactFilters = narrowing is null ? [profile.Crm.Filter] : [profile.Crm.Filter, narrowing];
        _placeholder = profile.Users.Temporary.Domain is { } domain ? "@" + domain : null;
        NeededUserPaths = [.. mappings.Select(m => m.User).Concat(mappings.SelectMany(m => m.Transform.RecordPaths)).Concat(profile.Match.Select(r => r.User)).Distinct(StringComparer.Ordinal)];
        UserPaths = [.. NeededUserPaths.Append("email").Append("name").Distinct(StringComparer.Ordinal)];
        NeededContactPaths = [.. mappings.Select(m => m.Contact).Concat(mappings.Select(m => m.Previous).OfType<string>()).Concat(mappings.Where(m => m.Direction != SyncDirection.ToCrm).SelectMany(m => m.ToUser.RecordPaths)).Concat(profile.Match.Select(r => r.Contact)).Distinct(StringComparer.Ordinal)];
        ContactPaths = [.. NeededContactPaths.Append(MultiPath.Email).Append("name").Distinct(StringComparer.Ordinal)];
        UserFields = [.. UserPaths.Where(IsField)];
        MembershipPath[] memberships = [.. ContactPaths.Select(MembershipPath.Parse).OfType<MembershipPath>()];
        ContactQuery = new RecordQuery
        {
            Fields = [.. ContactPaths.Where(IsField)],
            WithTags = Array.Exists(memberships, m => m.Base == MembershipPath.Tag),
            WithGroups = Array.Exists(memberships, m => m.Base == MembershipPath.Group),
        };
    }

    /// <summary>Paths of the user that a decision rests on: a user without one of them is read again.</summary>
    public IReadOnlyList<string> NeededUserPaths { get; }

    /// <summary>Paths of the user, with those that only name the person.</summary>
    public IReadOnlyList<string> UserPaths { get; }

    /// <summary>Paths of the contact that a decision rests on.</summary>
    public IReadOnlyList<string> NeededContactPaths { get; }

    /// <summary>Paths of the contact, with those that only name the person.</summary>
    public IReadOnlyList<string> ContactPaths { get; }

    /// <summary>The user's paths without memberships: what a site is asked for. Its groups come with every user.</summary>
    public IReadOnlyList<string> UserFields { get; }

    /// <summary>What the CRM is asked for of each contact, without a filter.</summary>
    public RecordQuery ContactQuery { get; }

    /// <summary>True for a path to a field, false for one to a membership.</summary>
    public static bool IsField(string path) => MembershipPath.Parse(path) is null;

    /// <summary>Number of a path of the user.</summary>
    public int UserIndex(string path) => IndexOf(UserPaths, path);

    /// <summary>Number of a path of the contact.</summary>
    public int ContactIndex(string path) => IndexOf(ContactPaths, path);

    /// <summary>What planning needs of a user. A placeholder address of ours counts as none.</summary>
    public RecordView View(CmsUser user)
    {
        bool placeholder = _placeholder is not null && user.Email?.EndsWith(_placeholder, StringComparison.OrdinalIgnoreCase) == true;
        return new()
        {
            Id = user.UserId,
            Key = user.Key,
            Url = user.ProfileUrl,
            Email = placeholder ? null : user.Email,
            Name = string.IsNullOrWhiteSpace(user.Name) ? user.UserName : user.Name,
            CreatedAt = user.CreatedAt,
            ModifiedAt = user.ModifiedAt,
            InScope = _userFilter.Groups.Count == 0 || user.Groups.Any(g => Names(_userFilter.Groups, g.Id, g.Name)),
            HasPlaceholder = placeholder,
            Enabled = user.Enabled,
            User = user,
            Values = [.. UserPaths.Select(p => placeholder && p == "email" ? FieldValue.Empty : user.Get(p))],
        };
    }

    /// <summary>What planning needs of a contact.</summary>
    public RecordView View(CrmContact contact) => new()
    {
        Id = contact.ContactId,
        Key = contact.ContactId,
        Url = contact.Url,
        Email = contact.Email,
        Name = contact.Name,
        CreatedAt = contact.CreatedAt,
        ModifiedAt = contact.ModifiedAt,
        State = contact.State,
        MergedInto = contact.MergedInto,
        InScope = contact.Kind == ContactKind.Person && _contactFilters.All(f => Takes(f, contact)),
        Values = [.. ContactPaths.Select(contact.Get)],
    };

    private static bool Takes(RecordFilter filter, CrmContact contact)
        => (filter.Tags.Count == 0 || (contact.Tags ?? []).Any(t => Names(filter.Tags, t.Id, t.Name))) && !(contact.Tags ?? []).Any(t => Names(filter.NotTags, t.Id, t.Name));

    private static bool Names(IReadOnlyList<string> wanted, string id, string name)
        => wanted.Contains(id, StringComparer.Ordinal) || wanted.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static int IndexOf(IReadOnlyList<string> paths, string path)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            if (paths[i] == path)
                return i;
        }

        throw new ArgumentOutOfRangeException(nameof(path), path, "The path is not part of the profile.");
    }
}
