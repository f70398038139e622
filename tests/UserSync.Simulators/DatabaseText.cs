using System.Globalization;
using System.Text;

namespace UserSync.Simulators;

/// <summary>How MariaDB's usual collations (utf8mb4_unicode_ci, utf8mb4_general_ci) compare: without case, accents and trailing blanks.</summary>
public static class DatabaseText
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
}
