using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Times as CiviCRM writes them: without zone, in that of the server, which it does not tell; taken as UTC (docs/civicrm.md).</summary>
internal static class CiviTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd HH:mm:ss", "yyyyMMddHHmmss", "yyyy-MM-dd", "yyyyMMdd"];

    /// <summary>The point in time; null when it is none.</summary>
    public static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The form that UserSync works with: a day, or RFC 3339.</summary>
    public static FieldValue Read(CiviField field, FieldValue value)
    {
        if (!value.HasValue || value.Text!.Length == 10 || Parse(value.Text) is not { } time)
            return value;
        bool day = field.DataType == "Date" && time.TimeOfDay == TimeSpan.Zero;
        return FieldValue.Of(time.ToString(day ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>The form that CiviCRM stores; null when the text is neither a day nor a point in time.</summary>
    public static string? Write(string text)
    {
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return text;
        bool known = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        return known && text.Length >= 16 && char.IsAsciiDigit(text[0]) ? Stamp(time) : null;
    }

    /// <summary>A point in time for a condition.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
