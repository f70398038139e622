namespace UserSync.Core.Model;

/// <summary>
/// A path to one membership: <c>TAG[customer]</c> and <c>GROUP[Members]</c> of a contact, <c>GROUP[editor]</c> of a user. Its value
/// is <see cref="Member"/> or empty, so that memberships are decided, confirmed and told like any other field.
/// </summary>
/// <param name="Base"><see cref="Tag"/> or <see cref="Group"/>.</param>
/// <param name="Name">The tag or group, by id or name.</param>
public sealed record MembershipPath(string Base, string Name)
{
    /// <summary>The base of tags.</summary>
    public const string Tag = "TAG";

    /// <summary>The base of groups and roles.</summary>
    public const string Group = "GROUP";

    /// <summary>The value of somebody who is a member.</summary>
    public static FieldValue Member { get; } = FieldValue.Of("yes");

    /// <summary>Reads a path; null when it is not one to a membership.</summary>
    public static MembershipPath? Parse(string path)
    {
        string? found = path.StartsWith(Tag + "[", StringComparison.Ordinal) ? Tag : path.StartsWith(Group + "[", StringComparison.Ordinal) ? Group : null;
        return found is not null && path.Length > found.Length + 2 && path[^1] == ']' ? new MembershipPath(found, path[(found.Length + 1)..^1]) : null;
    }

    /// <summary>Whether a tag or group is the one that is meant: by its id, or by its name in any case.</summary>
    public bool Means(string id, string name) => string.Equals(id, Name, StringComparison.Ordinal) || string.Equals(name, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a path.</summary>
    public static FieldValue Of(bool isMember) => isMember ? Member : FieldValue.Empty;

    /// <summary>The path as a profile writes it.</summary>
    public override string ToString() => $"{Base}[{Name}]";
}
