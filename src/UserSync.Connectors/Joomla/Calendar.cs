using System.Globalization;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// Calendar fields. Joomla takes what is sent as local time of the token's user, adds the present time of day to a day, stores UTC
/// and tells UTC (recordings tz-…): a day is only read right in the zone in which it was written.
/// </summary>
internal sealed class Calendar
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";
    private const string Day = "yyyy-MM-dd";
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private readonly TimeZoneInfo _zone;

    /// <summary>Works in a zone.</summary>
    /// <param name="zone">IANA name; null for UTC.</param>
    /// <exception cref="ConnectorException">This machine does not know the zone.</exception>
    public Calendar(string? zone)
    {
        if (zone is null)
        {
            _zone = TimeZoneInfo.Utc;
        }
        else if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? known))
        {
            _zone = known;
        }
        else
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"cms.timeZone: \"{zone}\" is no time zone that this machine knows.",
                "Write it as Joomla does, such as Europe/Berlin; on Linux the package tzdata must be installed.");
        }
    }

    /// <summary>The zone.</summary>
    public string Zone => _zone.Id;

    /// <summary>A point in time as Joomla tells its own, in UTC without a marker; null when it is none.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>A point in time for a profile.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture);

    /// <summary>What Joomla tells, for a profile: a day, or RFC 3339.</summary>
    public FieldValue Read(string? told, bool withTime)
    {
        if (Time(told) is not { } time)
            return FieldValue.Of(told);
        return FieldValue.Of(withTime ? Text(time) : TimeZoneInfo.ConvertTime(time, _zone).ToString(Day, CultureInfo.InvariantCulture));
    }

    /// <summary>What is sent for a value of a profile; null when it is neither a day nor a point in time: Joomla would crash on it or lose the stored value.</summary>
    public string? Write(string text, bool withTime)
    {
        if (DateTime.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            return day.ToString(withTime ? Form : Day, CultureInfo.InvariantCulture);
        if (text.Length < 16 || !char.IsAsciiDigit(text[0]) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return null;
        // The day of a point in time is the one that its writer saw.
        return withTime ? TimeZoneInfo.ConvertTime(time, _zone).ToString(Form, CultureInfo.InvariantCulture) : time.ToString(Day, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the answer to a write shows that the token's user is in another zone.</summary>
    /// <param name="sent">The value of the profile that was written.</param>
    /// <param name="held">What the site holds now, as it was read.</param>
    /// <param name="withTime">Whether the field has a time.</param>
    public bool IsShifted(FieldValue sent, FieldValue held, bool withTime)
    {
        if (!sent.HasValue || !held.HasValue || Write(sent.Text!, withTime) is not { } expected || Write(held.Text!, withTime) is not { } stored)
            return false;
        // In the hour that a change of the clocks repeats no answer is wrong.
        return expected != stored && !(withTime && _zone.IsAmbiguousTime(DateTime.ParseExact(expected, Form, CultureInfo.InvariantCulture)));
    }

    /// <summary>What must be sent so that a value that a write has moved comes back to where it was.</summary>
    /// <param name="before">The value before.</param>
    /// <param name="after">The value after it was written unchanged.</param>
    /// <param name="withTime">Whether the field has a time.</param>
    public string? Back(FieldValue before, FieldValue after, bool withTime)
    {
        string form = withTime ? Form : Day;
        return Write(before.Text ?? "", withTime) is { } was && Write(after.Text ?? "", withTime) is { } now
            && DateTime.TryParseExact(was, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime there)
            && DateTime.TryParseExact(now, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime here)
            ? (there + (there - here)).ToString(form, CultureInfo.InvariantCulture)
            : null;
    }
}
