using System.Buffers;
using System.Text;

namespace UserSync.Core.Matching;

/// <summary>The comparable form of a domain: small letters, compatibility forms folded, other alphabets in punycode, no dot at the end.</summary>
internal static class DomainName
{
    private const int Longest = 253;
    private const int LongestLabel = 63;
    private static readonly SearchValues<char> Ascii = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The comparable form, or null for what is no domain.</summary>
    public static string? Normalise(string domain)
    {
        if (domain is ['[', _, .., ']'])
            return domain.ToLowerInvariant();
        string folded = domain.All(char.IsAscii)
            ? domain.ToLowerInvariant()
            : domain.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC).Replace('\u3002', '.');
        if (folded.EndsWith('.'))
            folded = folded[..^1];
        string[] labels = folded.Split('.');
        for (int i = 0; i < labels.Length; i++)
        {
            if (Label(labels[i]) is not { } label)
                return null;
            labels[i] = label;
        }

        string result = labels.Length == 1 ? labels[0] : string.Join('.', labels);
        return result.Length <= Longest ? result : null;
    }

    private static string? Label(string label)
    {
        if (label.Length is 0 or > LongestLabel)
            return null;
        if (!label.AsSpan().ContainsAnyExcept(Ascii))
            return label;
        foreach (Rune rune in label.EnumerateRunes())
        {
            bool allowed = rune.IsAscii
                ? Ascii.Contains((char)rune.Value)
                : Rune.IsLetterOrDigit(rune) || rune.Value == 0xB7 || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.OtherSymbol;
            if (!allowed)
                return null;
        }

        string encoded = "xn--" + Punycode.Encode(label);
        return encoded.Length <= LongestLabel ? encoded : null;
    }
}
