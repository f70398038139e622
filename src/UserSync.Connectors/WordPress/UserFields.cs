using System.Collections.Frozen;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.WordPress;

/// <summary>The fields of a user that core WordPress has, and how they are asked for.</summary>
internal static class UserFields
{
    /// <summary>Prefix of the paths of custom values.</summary>
    public const string MetaPrefix = "meta.";

    /// <summary>
    /// What WordPress stores of each text field at most, in characters (columns of wp_users). Beyond it a write ends in an error
    /// 500 or, for the display name, in "201 Created" of a user without id.
    /// </summary>
    public static readonly FrozenDictionary<string, int> Longest = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["email"] = 100,
        ["url"] = 100,
        ["name"] = 250,
        ["username"] = 60,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What every read asks for.</summary>
    private const string Always = "id,username,name,first_name,last_name,email,roles,registered_date";

    /// <summary>What is read only when somebody wants it.</summary>
    private static readonly string[] Further = ["url", "description", "nickname", "locale"];

    /// <summary>The fields of core, for a profile.</summary>
    public static IReadOnlyList<FieldInfo> Core { get; } =
    [
        new("id", "Id", "number") { Writable = false },
        new("username", "Login name (can be given to a new user only)", "text") { Writable = false },
        new("email", "E-mail", "email"),
        new("name", "Display name", "text"),
        new("first_name", "First name", "text"),
        new("last_name", "Last name", "text"),
        new("nickname", "Nickname", "text"),
        new("url", "Website", "url"),
        new("description", "Biographical info", "text"),
        new("locale", "Language", "text"),
        new("profile_url", "Page in the administration", "url") { Writable = false },
    ];

    /// <summary>True for a text field of core that can be written to an existing user.</summary>
    public static bool IsWritable(string path) => Core.Any(f => f.Writable && f.Path == path);

    /// <summary>True when WordPress keeps the field HTML-escaped (<c>&amp;amp;</c> for <c>&amp;</c>) although it is plain text.</summary>
    public static bool IsEscaped(string path) => path is "name" or "first_name" or "last_name" or "nickname";

    /// <summary>The value of <c>_fields</c>. Single keys of meta cannot be asked for: WordPress 6.1 then leaves meta out.</summary>
    /// <param name="wanted">Paths beyond the core ones; null for all.</param>
    public static string Selection(IReadOnlyCollection<string>? wanted)
    {
        IEnumerable<string> further = Further.Where(f => wanted is null || wanted.Contains(f));
        bool meta = wanted is null || wanted.Any(w => w.StartsWith(MetaPrefix, StringComparison.Ordinal));
        return string.Join(',', [Always, .. further, .. meta ? ["meta"] : Array.Empty<string>()]);
    }
}
