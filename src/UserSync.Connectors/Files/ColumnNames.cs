using System.Collections.Frozen;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>Common headers, by the field path that they mean. Everything else is named in <c>columns</c> of the profile.</summary>
internal static class ColumnNames
{
    public const string CreatedAt = "created_at";
    public const string Notes = "notes";

    private static readonly FrozenDictionary<string, string> Common = new Dictionary<string, string>
    {
        ["e-mail"] = "email",
        ["mail"] = "email",
        ["display_name"] = "name",
        ["full name"] = "name",
        ["firstname"] = "first_name",
        ["first name"] = "first_name",
        ["lastname"] = "last_name",
        ["last name"] = "last_name",
        ["login"] = "username",
        ["user_login"] = "username",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> UserPaths = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "username", "email", "name", "first_name", "last_name", "profile_url");
    private static readonly FrozenSet<string> ContactPaths = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "name", "first_name", "last_name", "url");

    /// <summary>True for a path that is a property of the record and no further field.</summary>
    public static bool IsCore(Side side, string path) => (side == Side.Cms ? UserPaths : ContactPaths).Contains(path);

    /// <summary>The field path that a header means by itself; the header when it means no other.</summary>
    public static string PathOf(Side side, string header)
    {
        string path = Common.GetValueOrDefault(header, header);
        if (IsCore(side, path) || string.Equals(path, CreatedAt, StringComparison.OrdinalIgnoreCase))
            return path.ToLowerInvariant();
        return side == Side.Crm && MultiPath.Parse(path) is { } multi ? PathOf(multi) : header;
    }

    /// <summary>The path in one spelling.</summary>
    public static string PathOf(MultiPath multi) => multi.Kind is null ? multi.Base : $"{multi.Base}[{multi.Kind}]";

    /// <summary>The header of a column that is to be made for a path.</summary>
    public static string HeaderOf(Side side, string path) =>
        side == Side.Crm && MultiPath.Parse(path) is { Kind: null } multi ? multi.Base.ToLowerInvariant() : path;
}
