using System.Text;

namespace UserSync.Simulators.Drupal;

/// <summary>Core's rules for user names and addresses.</summary>
public static class UserNames
{
    private static readonly (int First, int Last)[] Illegal =
        [(0x80, 0xA0), (0xAD, 0xAD), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0xFEFF, 0xFEFF), (0xFF01, 0xFF60), (0xFFF9, 0xFFFD)];

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Wrong(string name)
    {
        if (name.StartsWith(' '))
            return "The username cannot begin with a space.";
        if (name.EndsWith(' '))
            return "The username cannot end with a space.";
        if (name.Contains("  ", StringComparison.Ordinal))
            return "The username cannot contain multiple spaces in a row.";
        if (name.EnumerateRunes().Any(r => !IsLegal(r)))
            return "The username contains an illegal character.";
        return name.EnumerateRunes().Count() > 60 ? $"The username {name} is too long: it must be 60 characters or less." : null;
    }

    /// <summary>Whether a text is an address.</summary>
    public static bool IsMail(string text)
    {
        int at = text.LastIndexOf('@');
        return at is > 0 and <= 64 && at < text.Length - 1 && !text.Any(char.IsWhiteSpace) && !text[..at].Contains('@', StringComparison.Ordinal);
    }

    private static bool IsLegal(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || " @+_.'-".Contains((char)rune.Value, StringComparison.Ordinal)
        : !Array.Exists(Illegal, range => rune.Value >= range.First && rune.Value <= range.Last);
}
