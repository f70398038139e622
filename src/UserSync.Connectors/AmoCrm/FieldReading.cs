using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Values of fields as the API tells them, in the form of the model (contract 3.3).</summary>
internal static class FieldReading
{
    /// <summary>What a field, or a part of it, holds.</summary>
    /// <param name="place">The field.</param>
    /// <param name="values">Its <c>values</c>; null when the contact does not have the field.</param>
    /// <param name="zone">The time zone in which the account keeps dates.</param>
    public static FieldValue Read(FieldPlace place, JToken? values, TimeZoneInfo zone)
    {
        JObject[] items = [.. (values as JArray ?? []).OfType<JObject>()];
        if (place.Part is { } part)
            return place.Field.Type == "smart_address" ? Line(items, part) : FieldValue.Of(Plain((items.FirstOrDefault()?["value"] as JObject)?[part]));
        return place.Field.Type switch
        {
            "date" or "birthday" => FieldValue.Of(items.Select(i => Date(i["value"], zone))),
            "date_time" => FieldValue.Of(items.Select(i => Moment(i["value"], zone))),
            "select" or "radiobutton" or "multiselect" => FieldValue.Of(items.Select(i => OptionText(place.Field, i))),
            "file" => FieldValue.Of(items.Select(i => Plain((i["value"] as JObject)?["file_name"]))),
            _ => FieldValue.Of(items.Select(i => Plain(i["value"]))),
        };
    }

    /// <summary>A plain value as text: numbers invariant, booleans <c>true</c> or <c>false</c>; "" for what is none.</summary>
    public static string Plain(JToken? value) => value is not JValue { Value: { } plain } ? ""
        : plain is bool flag ? (flag ? "true" : "false")
        : Convert.ToString(plain, CultureInfo.InvariantCulture) ?? "";

    /// <summary>The kind of an address or number: by its name, in older accounts by its number alone.</summary>
    public static string? KindOf(AmoField? field, JObject item)
    {
        if (Plain(item["enum_code"]) is { Length: > 0 } code)
            return code;
        string named = Plain(item["enum"]) is { Length: > 0 } old ? old : Plain(item["enum_id"]);
        return named.Length == 0 ? null : field?.Options.FirstOrDefault(o => o.Id.ToString(CultureInfo.InvariantCulture) == named)?.Value ?? (named.All(char.IsAsciiDigit) ? null : named);
    }

    /// <summary>The point in time of a value: Unix seconds, or as text RFC 3339; null for what is none.</summary>
    public static DateTimeOffset? Time(JToken? value)
    {
        string text = Plain(value);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds))
            return seconds is > -62135596800 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
    }

    // A date is the midnight of the account's zone. The nearest one is taken: a server that knows the zone's past otherwise is off by an hour.
    private static string Date(JToken? value, TimeZoneInfo zone) => Time(value) is { } time
        ? TimeZoneInfo.ConvertTime(time, zone).DateTime.AddHours(time.Year < 9999 ? 12 : 0).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : "";

    private static string Moment(JToken? value, TimeZoneInfo zone) => Time(value) is { } time
        ? TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
        : "";

    private static string OptionText(AmoField field, JObject item)
    {
        string id = Plain(item["enum_id"]);
        return Plain(item["value"]) is { Length: > 0 } text ? text : field.Options.FirstOrDefault(o => o.Id.ToString(CultureInfo.InvariantCulture) == id)?.Value ?? "";
    }

    private static FieldValue Line(JObject[] items, string part)
    {
        long number = Array.IndexOf(AmoField.AddressLines, part) + 1;
        return FieldValue.Of(items.Where(i => Plain(i["enum_code"]) == part || (Plain(i["enum_code"]).Length == 0 && i["enum_id"] is JValue { Value: long id } && id == number)).Select(i => Plain(i["value"])).FirstOrDefault());
    }
}
