using System.Globalization;
using System.Text.RegularExpressions;

namespace UserSync.Simulators.Joomla;

/// <summary>Times as Joomla writes and takes them.</summary>
public static partial class JoomlaTime
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";

    /// <summary>A time in UTC, without a marker.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads a time in a zone; null when it is none.</summary>
    public static DateTimeOffset? Parse(string text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local) ? ToUtc(local, zone) : null;

    /// <summary>Reads the limit of a filter: RFC 3339 without fractions; null when it is none.</summary>
    public static DateTimeOffset? Limit(string text) =>
        Rfc3339().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>What a calendar field stores, in UTC; "" where the value is lost, null where Joomla crashes.</summary>
    /// <param name="text">What was sent.</param>
    /// <param name="withTime">Whether the field has a time.</param>
    /// <param name="zone">The zone of the token's user, or of the site.</param>
    /// <param name="now">The present: its time of day is added to a day.</param>
    public static string? Calendar(string text, bool withTime, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (text.Length == 0)
            return "";
        if (withTime && DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime moment))
            return Text(ToUtc(moment, zone));
        if (!withTime && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            return Text(ToUtc(day + now.UtcDateTime.TimeOfDay, zone));
        return text.Any(char.IsAsciiDigit) ? null : "";
    }

    private static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone) => new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rfc3339();
}
