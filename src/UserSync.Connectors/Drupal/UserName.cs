using System.Text;
using UserSync.Connectors.Accounts;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Drupal;

/// <summary>User names as Drupal takes them: of letters of any script, digits, space and <c>. - ' _ @ +</c>, sixty characters, each once on the site.</summary>
/// <remarks>Recordings user-create-illegal-name-422, -long-name-422, -emoji-name; the ranges are those of core's UserNameConstraintValidator.</remarks>
internal static class UserName
{
    // Room for a space and twelve letters that tell namesakes apart.
    private const int LongestStem = UserFields.LongestName - 13;

    // Controls, soft hyphen, odd spaces, marks of direction, byte order mark, full-width forms, specials.
    private static readonly (int First, int Last)[] Illegal =
        [(0x80, 0xA0), (0xAD, 0xAD), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0xFEFF, 0xFEFF), (0xFF01, 0xFF60), (0xFFF9, 0xFFFD)];

    /// <summary>What is left of a text when illegal characters, spaces at the ends and all beyond the longest are taken out; may be empty.</summary>
    public static string Valid(string text, int longest = UserFields.LongestName)
    {
        StringBuilder name = new();
        int length = 0;
        bool gap = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool legal = IsLegal(rune);
            if (!legal || rune.Value == ' ')
            {
                gap = length > 0;
                continue;
            }

            int more = gap ? 2 : 1;
            if (length + more > longest)
                break;
            if (gap)
                name.Append(' ');
            name.Append(rune.ToString());
            length += more;
            gap = false;
        }

        return name.ToString();
    }

    /// <summary>The names to try for a new user, in this order.</summary>
    /// <param name="write">The create.</param>
    /// <param name="named">True when the profile lets the site's user names follow the contacts' names; else they are made from the address.</param>
    public static IReadOnlyList<string> Candidates(RecordWrite write, bool named)
    {
        IReadOnlyList<string> logins = CreatedUser.Logins(write);
        if (logins.Count == 1 && Valid(logins[0]) is { Length: > 0 } given)
            return [given];
        string name = named ? Valid(write.Fields.FirstOrDefault(f => f.Path == "name")?.Value.ToString() ?? "", LongestStem) : "";
        if (name.Length == 0)
            return logins;
        string plain = Valid(write.Fields.First(f => f.Path == "name").Value.ToString());
        return [plain, .. LoginName.Candidates("", write.Marker ?? CreatedUser.Email(write)).Skip(1).Select(l => name + " " + l[(l.LastIndexOf('-') + 1)..])];
    }

    private static bool IsLegal(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || " @+_.'-".Contains((char)rune.Value, StringComparison.Ordinal)
        : !Array.Exists(Illegal, range => rune.Value >= range.First && rune.Value <= range.Last);
}
