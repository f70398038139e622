using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UserSync.Connectors.Accounts;

/// <summary>
/// Login names for new users. They are made from the part of the address before the @, because logins show in public author
/// addresses, and come out the same each time, so that a create whose answer was lost can be recognised.
/// </summary>
/// <remarks>
/// Illegal are in WordPress a plus sign and letters outside ASCII (recordings user-create-email-login, user-create-unicode-login), in
/// Joomla a single letter (create-error-username-one-letter).
/// </remarks>
internal static class LoginName
{
    // Short enough for a suffix within the 50 characters of user_nicename.
    private const int Longest = 36;

    /// <summary>The names to try, in this order: the plain one, then with a suffix that the marker gives.</summary>
    /// <param name="email">The address.</param>
    /// <param name="marker">What is unique per person; null takes the address.</param>
    public static IReadOnlyList<string> Candidates(string email, string? marker)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(marker ?? email.ToLowerInvariant())));
        string name = From(email);
        // A name of digits only could be taken for an id.
        if (name.Length < 2 || name.All(char.IsAsciiDigit))
            name = "user-" + (name.Length == 0 ? hash[..8] : name);
        return [name, $"{name}-{hash[..6]}", $"{name}-{hash[..12]}"];
    }

    private static string From(string email)
    {
        int at = email.LastIndexOf('@');
        string local = (at > 0 ? email[..at] : email).ToLowerInvariant().Normalize(NormalizationForm.FormD);
        StringBuilder name = new();
        foreach (char c in local)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
                name.Append(c);
            else if (c == 'ß')
                name.Append("ss");
            else if (c == '+')
                name.Append('-');
            else if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark)
                continue;
            if (name.Length >= Longest)
                break;
        }

        return name.ToString().Trim('.', '_', '-');
    }
}
