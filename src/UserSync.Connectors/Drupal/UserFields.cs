using UserSync.Core.Connectors;

namespace UserSync.Connectors.Drupal;

/// <summary>The fields of a user that core Drupal has, and how they are asked for.</summary>
internal static class UserFields
{
    /// <summary>Prefix of the paths of all further fields: <c>fields.field_phone</c>.</summary>
    public const string Prefix = "fields.";

    /// <summary>Longest user name, in characters (recording user-create-long-name-422).</summary>
    public const int LongestName = 60;

    /// <summary>Longest address; Drupal's Email::EMAIL_MAX_LENGTH.</summary>
    public const int LongestEmail = 254;

    private static readonly string[] Always = ["drupal_internal__uid", "name", "mail", "status", "created", "changed", "roles"];

    // Read and set by Drupal itself; a user is not told by them.
    private static readonly HashSet<string> Passed = new(StringComparer.Ordinal) { "langcode", "default_langcode", "init", "path", "pass" };

    /// <summary>The fields of core, for a profile.</summary>
    public static IReadOnlyList<FieldInfo> Core { get; } =
    [
        new("id", "Number (uid)", "number") { Writable = false },
        new("username", "User name, with which people log in", "text"),
        new("name", "User name", "text"),
        new("email", "E-mail", "email"),
        new("profile_url", "Page of the user", "url") { Writable = false },
        new(Prefix + "display_name", "Name as the site shows it", "text") { Writable = false },
        new(Prefix + "timezone", "Time zone", "text"),
        new(Prefix + "preferred_langcode", "Language", "text"),
        new(Prefix + "access", "Last access", "datetime") { Writable = false },
        new(Prefix + "login", "Last log-in", "datetime") { Writable = false },
    ];

    /// <summary>The name of the attribute behind a path; null when the path is none of a further field.</summary>
    public static string? Attribute(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : null;

    /// <summary>Whether the attribute is handed on as a field.</summary>
    public static bool IsField(string attribute) => !Passed.Contains(attribute);

    /// <summary>Whether the attribute can be written although it is none of the site's own fields.</summary>
    public static bool IsWritableCore(string attribute) => Core.Any(f => f.Writable && f.Path == Prefix + attribute);

    /// <summary>The members to ask for; null for all.</summary>
    /// <param name="wanted">Paths beyond the core ones; null for all.</param>
    public static IReadOnlyList<string>? Selection(IReadOnlyCollection<string>? wanted) =>
        wanted is null ? null : [.. Always, .. wanted.Select(Attribute).OfType<string>().Except(Always, StringComparer.Ordinal)];
}
