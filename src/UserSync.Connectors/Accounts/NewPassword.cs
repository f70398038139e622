using System.Security.Cryptography;

namespace UserSync.Connectors.Accounts;

/// <summary>Passwords for new users. Nobody ever learns them: people set their own by "Lost your password?".</summary>
internal static class NewPassword
{
    private const int Length = 32;

    // Without characters that look alike, and without the backslash that WordPress refuses.
    private static readonly string[] Kinds = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!%*+-_=?"];

    /// <summary>A strong random password of 32 characters, eight of each kind, so that no site's rule refuses it.</summary>
    public static string Make()
    {
        char[] password = [.. Kinds.SelectMany(static kind => RandomNumberGenerator.GetItems<char>(kind, Length / Kinds.Length))];
        RandomNumberGenerator.Shuffle<char>(password);
        return new string(password);
    }
}
