using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>Points in time in a file: RFC 3339, without an offset in UTC.</summary>
internal static class FileTime
{
    /// <summary>The form in which we write.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time, or null when the text is none. Dates in a country's own order are not guessed.</summary>
    public static DateTimeOffset? Parse(FieldValue value) =>
        value.Text is { Length: >= 10 } text && text[4] == '-' && text[7] == '-'
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;
}
