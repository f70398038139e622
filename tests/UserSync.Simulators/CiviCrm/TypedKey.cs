using System.Globalization;

namespace UserSync.Simulators.CiviCrm;

/// <summary>How values of fields compare.</summary>
internal static class TypedKey
{
    /// <summary>The key of any value as a field of a type compares it; null when it equals nothing.</summary>
    public static string? Of(object? value, FieldType type) => (type, value) switch
    {
        (_, null) => null,
        (FieldType.Integer, long number) => number.ToString(CultureInfo.InvariantCulture),
        (FieldType.Integer, string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        (FieldType.Boolean or FieldType.Integer, bool flag) => flag ? "1" : "0",
        (FieldType.Boolean, long number) => number != 0 ? "1" : "0",
        (FieldType.Boolean, string text) => text is "" or "0" ? "0" : "1",
        (_, bool flag) => flag ? "1" : "0",
        (_, string text) => Collation.Key(text),
        _ => Collation.Key(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
