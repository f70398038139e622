using System.Security.Cryptography;

namespace UserSync.Connectors.WordPress;

/// <summary>Passwords for new users. Nobody ever learns them: people set their own by "Lost your password?".</summary>
internal static class NewPassword
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!%*+-_=?";

    /// <summary>A strong random password of 32 characters, without the backslash that WordPress refuses.</summary>
    public static string Make() => RandomNumberGenerator.GetString(Alphabet, 32);
}
