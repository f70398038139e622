using System.Globalization;
using System.Text;

namespace UserSync.Simulators;

/// <summary>How MariaDB's utf8mb4_unicode_ci compares: without case, accents and trailing blanks.</summary>
public static class Collation
{
    /// <summary>Two texts are equal when their keys are.</summary>
    public static string Key(string text)
    {
        string trimmed = text.TrimEnd(' ');
        if (System.Text.Ascii.IsValid(trimmed))
            return trimmed.ToLowerInvariant();
        StringBuilder key = new(trimmed.Length);
        foreach (char c in trimmed.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                key.Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }

    /// <summary>A text that sorts as the collation does: blanks, signs, digits, letters.</summary>
    public static string SortKey(string text)
    {
        StringBuilder key = new(text.Length * 2);
        foreach (char c in Key(text).Replace('ł', 'l'))
            key.Append(char.IsWhiteSpace(c) ? '1' : char.IsPunctuation(c) || char.IsSymbol(c) ? '2' : char.IsDigit(c) ? '3' : '4').Append(c);
        return key.ToString();
    }
}
