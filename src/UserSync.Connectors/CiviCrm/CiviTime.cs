using System.Globalization;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Times as CiviCRM writes them: without zone, in that of the server, which no call of the API tells. The profile may name it; else
/// they are taken as UTC (docs/civicrm.md). Days have no zone.
/// </summary>
internal sealed class CiviTime
{
    private const string Form = "yyyy-MM-dd HH:mm:ss";
    private static readonly string[] Forms = [Form, "yyyyMMddHHmmss", "yyyy-MM-dd", "yyyyMMdd"];

    // No zone is further away than this; where it is known, an hour that comes twice a year is left.
    private static readonly TimeSpan AnyZone = TimeSpan.FromHours(15);
    private static readonly TimeSpan OneZone = TimeSpan.FromHours(1);
    private readonly TimeZoneInfo _zone;

    /// <summary>Times of a server.</summary>
    /// <param name="zone">Its zone by the name that the system's database has, such as Europe/Berlin; null when it is not known.</param>
    /// <exception cref="ConnectorException">There is no such zone.</exception>
    public CiviTime(string? zone)
    {
        IsKnown = zone is not null;
        if (zone is null || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found))
        {
            _zone = zone is null ? TimeZoneInfo.Utc : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"There is no time zone \"{zone}\".",
                "Set crm.timeZone to the zone of CiviCRM's server by its IANA name, such as Europe/Berlin.");
            return;
        }

        _zone = found;
    }

    /// <summary>True when the zone was named.</summary>
    public bool IsKnown { get; }

    /// <summary>How much earlier a changed list must begin, so that nothing is missed.</summary>
    public TimeSpan Tolerance => IsKnown ? OneZone : AnyZone;

    /// <summary>The point in time; null when it is none.</summary>
    public DateTimeOffset? Parse(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? new DateTimeOffset(time, _zone.GetUtcOffset(time)).ToUniversalTime() : null;

    /// <summary>The form that UserSync works with: a day, or RFC 3339.</summary>
    public FieldValue Read(CiviField field, FieldValue value)
    {
        if (!value.HasValue || value.Text!.Length == 10 || Parse(value.Text) is not { } time)
            return value;
        bool day = field.DataType == "Date" && value.Text.EndsWith("00:00:00", StringComparison.Ordinal);
        return FieldValue.Of(day ? value.Text[..10] : time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>The form that CiviCRM stores; null when the text is neither a day nor a point in time.</summary>
    public string? Write(string text)
    {
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return text;
        bool known = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        return known && text.Length >= 16 && char.IsAsciiDigit(text[0]) ? Stamp(time) : null;
    }

    /// <summary>A point in time for a condition.</summary>
    public string Stamp(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone).ToString(Form, CultureInfo.InvariantCulture);
}
