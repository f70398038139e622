using System.Globalization;

namespace UserSync.Connectors.Drupal;

/// <summary>Days and points in time as Drupal takes them (recordings user-create-bad-date-422, user-create-bad-datetime-422).</summary>
internal static class DrupalTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>A day; of a point in time the day that its own offset makes it. Null for what is neither.</summary>
    public static string? Day(string text)
    {
        string day = Moment(text) is not null ? text[..10] : text;
        return DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? day : null;
    }

    /// <summary>A point in time, in UTC; a day begins at midnight in UTC. Null for what is neither, or has no offset.</summary>
    public static string? Moment(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return text + "T00:00:00+00:00";
        bool offset = text.Length > 16 && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10);
        return offset && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture)
            : null;
    }
}
