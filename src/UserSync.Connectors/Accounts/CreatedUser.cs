using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Accounts;

/// <summary>Recognises the user that a create has made.</summary>
internal static class CreatedUser
{
    /// <summary>The e-mail address that a create sends.</summary>
    public static string Email(RecordWrite write) => MailDomain.ToAscii(Text(write, "email") ?? "");

    /// <summary>The login names that a create tries, in this order.</summary>
    public static IReadOnlyList<string> Logins(RecordWrite write) =>
        Text(write, "username") is { } given ? [given] : LoginName.Candidates(Email(write), write.Marker);

    /// <summary>Whether the user has the address and one of the logins of the create.</summary>
    public static (bool Email, bool Login) Fits(CmsUser user, RecordWrite write) => (
        string.Equals(MailDomain.ToAscii(user.Email ?? ""), Email(write), StringComparison.OrdinalIgnoreCase),
        Logins(write).Any(login => string.Equals(login, user.UserName, StringComparison.OrdinalIgnoreCase)));

    private static string? Text(RecordWrite write, string path) => write.Fields.FirstOrDefault(f => f.Path == path && f.Value.HasValue)?.Value.ToString();
}
