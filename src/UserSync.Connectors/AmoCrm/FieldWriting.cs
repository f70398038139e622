using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Values of the model as the API takes them.</summary>
internal static class FieldWriting
{
    /// <summary>The <c>values</c> of a field; null clears it. The value was checked before.</summary>
    public static JArray? Values(AmoField field, FieldValue value, TimeZoneInfo zone) => !value.HasValue ? null : field.Type switch
    {
        "select" or "radiobutton" => [OptionItem(field, value.Text!)],
        "multiselect" => [.. value.Values.Select(v => OptionItem(field, v))],
        "checkbox" => [Item(value.Text is "true" or "1")],
        "date" or "birthday" => [Item(DateText(value.Text!, zone))],
        "date_time" => [Item(MomentText(value.Text!))],
        _ => [Item(value.Text!)],
    };

    /// <summary>An address or company's papers with one part changed, or several; null when nothing is left.</summary>
    /// <param name="field">The field.</param>
    /// <param name="now">The field's <c>values</c> as the contact holds them.</param>
    /// <param name="parts">The parts that are written.</param>
    public static JArray? Parts(AmoField field, JToken? now, IReadOnlyList<(string Part, FieldValue Value)> parts) =>
        field.Type == "smart_address" ? Lines(now, parts) : Papers(now, parts);

    /// <summary>What reading would tell of a value after it was written.</summary>
    public static FieldValue Canonical(FieldPlace place, FieldValue value, TimeZoneInfo zone) => !value.HasValue || place.Part is not null ? value
        : place.Field.Type is "text" or "textarea" or "url" or "streetaddress" or "numeric" or "monetary" ? value
        : FieldReading.Read(place, Values(place.Field, value, zone), zone);

    /// <summary>Midnight of a day in the account's zone, with its offset; null for what is no day.</summary>
    public static string? DateText(string text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(text.Length > 10 && text[10] == 'T' ? text[..10] : text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day))
            return null;
        // Where clocks skip midnight, that day begins an hour later by the offset before it.
        TimeSpan offset = zone.IsInvalidTime(day) ? zone.GetUtcOffset(day.AddDays(-1)) : zone.GetUtcOffset(day);
        return new DateTimeOffset(day, offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
    }

    /// <summary>A point in time with its offset; null for what is none.</summary>
    public static string? MomentText(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        ? time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
        : null;

    private static JObject Item(JToken? value) => new() { ["value"] = value };

    private static JObject OptionItem(AmoField field, string text) => field.Option(text) is { Id: > 0 } option ? new JObject { ["enum_id"] = option.Id } : Item(text);

    private static JArray? Lines(JToken? now, IReadOnlyList<(string Part, FieldValue Value)> parts)
    {
        SortedDictionary<int, string> lines = [];
        FieldPlace Line(string part) => new(new AmoField(0, "", "smart_address", null, []), part);
        for (int i = 0; i < AmoField.AddressLines.Length; i++)
        {
            if (FieldReading.Read(Line(AmoField.AddressLines[i]), now, TimeZoneInfo.Utc).Text is { } held)
                lines[i] = held;
        }

        foreach ((string part, FieldValue value) in parts)
        {
            int index = Array.IndexOf(AmoField.AddressLines, part);
            if (value.Text is { } text)
                lines[index] = text;
            else
                lines.Remove(index);
        }

        return lines.Count == 0 ? null : [.. lines.Select(l => new JObject { ["value"] = l.Value, ["enum_code"] = AmoField.AddressLines[l.Key] })];
    }

    private static JArray? Papers(JToken? now, IReadOnlyList<(string Part, FieldValue Value)> parts)
    {
        JObject papers = (now as JArray)?.OfType<JObject>().FirstOrDefault()?["value"] is JObject held ? (JObject)held.DeepClone() : [];
        foreach ((string part, FieldValue value) in parts)
        {
            if (value.Text is { } text)
                papers[part] = text;
            else
                papers.Remove(part);
        }

        return papers.Count == 0 ? null : [Item(papers)];
    }
}
