using System.Globalization;
using System.Text;

namespace UserSync.Cli.Output;

/// <summary>Makes text from users, contacts and servers safe to show: people choose their own names, and a terminal obeys what it is sent.</summary>
internal static class Shown
{
    private const int Longest = 300;
    private const char Instead = '\uFFFD';

    /// <summary>One line of bounded length without control characters and without marks that turn the writing direction around.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (safe.Length >= Longest)
                return safe.Append('…').ToString();
            if (rune.Value is '\n' or '\t')
                safe.Append(' ');
            else if (IsHarmful(rune))
                safe.Append(Instead);
            else
                safe.Append(rune.ToString());
        }

        return safe.ToString();
    }

    /// <summary>The same for a text of several lines, such as all errors of a profile.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(Text));

    // Controls, and the embeddings, overrides, isolates and marks of bidirectional text.
    private static bool IsHarmful(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C;
}
