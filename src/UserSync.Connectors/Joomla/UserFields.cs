using System.Buffers;
using System.Collections.Frozen;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Joomla;

/// <summary>The fields of a user that every Joomla has.</summary>
internal static class UserFields
{
    /// <summary>Prefix of the paths of custom fields.</summary>
    public const string CustomPrefix = "fields.";

    /// <summary>Prefix of the paths of <c>params</c>, which the web services never tell.</summary>
    public const string ParamsPrefix = "params.";

    /// <summary>Path of the time of the last visit.</summary>
    public const string LastVisit = "last_visit";

    /// <summary>Path of the wish for system mails.</summary>
    public const string SendEmail = "send_email";

    /// <summary>What a login name must not hold (recordings create-error-username-…).</summary>
    public static readonly SearchValues<char> NotInLogins = SearchValues.Create("<>\\\"'%;()&");

    /// <summary>Attributes of Joomla itself; a custom field of such a name hides the attribute.</summary>
    public static readonly FrozenSet<string> Attributes = FrozenSet.ToFrozenSet(
        ["id", "name", "username", "email", "block", "sendEmail", "registerDate", "lastvisitDate", "lastResetTime", "resetCount", "groups", "group_count", "group_names", "password", "params"], StringComparer.Ordinal);

    /// <summary>The fields for a profile.</summary>
    public static IReadOnlyList<FieldInfo> Core { get; } =
    [
        new("id", "Id", "number") { Writable = false },
        new("username", "Login name", "text"),
        new("email", "E-mail", "email"),
        new("name", "Name", "text"),
        new(LastVisit, "Last visit", "datetime") { Writable = false },
        new(SendEmail, "Receives system mails", "boolean") { Writable = false },
        new("profile_url", "Page in the administration", "url") { Writable = false },
    ];

    /// <summary>The name of the custom field of a path; null when it is none.</summary>
    public static string? CustomName(string path) => path.StartsWith(CustomPrefix, StringComparison.Ordinal) ? path[CustomPrefix.Length..] : null;
}
