using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.PowerShell.Completion;

/// <summary>What both systems of a profile told when they were asked last; null what was never asked.</summary>
internal sealed record KnownNames
{
    public IReadOnlyList<KnownName>? UserFields { get; init; }

    public IReadOnlyList<KnownName>? ContactFields { get; init; }

    public IReadOnlyList<KnownName>? Groups { get; init; }

    public IReadOnlyList<KnownName>? Tags { get; init; }

    public static IReadOnlyList<KnownName>? Of(IEnumerable<FieldInfo>? fields) => fields is null ? null : [.. fields.Select(f => new KnownName(f.Path, f.Label))];

    public static IReadOnlyList<KnownName>? Of(IEnumerable<CmsGroup>? groups) => groups is null ? null : [.. groups.Select(g => new KnownName(g.Name, g.Id))];

    public static IReadOnlyList<KnownName>? Of(IEnumerable<CrmTag>? tags) => tags is null ? null : [.. tags.Select(t => new KnownName(t.Name, t.Id))];

    /// <summary>These names, and of the other those that these lack.</summary>
    public KnownNames Over(KnownNames older) => new()
    {
        UserFields = UserFields ?? older.UserFields,
        ContactFields = ContactFields ?? older.ContactFields,
        Groups = Groups ?? older.Groups,
        Tags = Tags ?? older.Tags,
    };
}
