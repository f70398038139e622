using System.Globalization;

namespace UserSync.Simulators.CiviCrm;

/// <summary>How MariaDB's utf8mb4_unicode_ci compares: without case, accents and trailing blanks.</summary>
public static class Collation
{
    /// <summary>Two texts are equal when their keys are.</summary>
    public static string Key(string text) => DatabaseText.Key(text);

    /// <summary>The key of any value as a field of a type compares it; null when it equals nothing.</summary>
    public static string? Key(object? value, FieldType type) => (type, value) switch
    {
        (_, null) => null,
        (FieldType.Integer, long number) => number.ToString(CultureInfo.InvariantCulture),
        (FieldType.Integer, string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        (FieldType.Boolean or FieldType.Integer, bool flag) => flag ? "1" : "0",
        (FieldType.Boolean, long number) => number != 0 ? "1" : "0",
        (FieldType.Boolean, string text) => text is "" or "0" ? "0" : "1",
        (_, bool flag) => flag ? "1" : "0",
        (_, string text) => Key(text),
        _ => Key(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
