using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Reads one value of a field in the way of its type.</summary>
internal sealed class SingleValueReader(AmoStore store, AmoCrmSwitches switches)
{
    private static readonly string[] RfcFormats = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public AmoValue? Read(AmoField field, JsonObject item, string path, ItemErrors errors)
    {
        if (!AmoField.Types.Contains(field.Type))
        {
            errors.NotExpected(path);
            return null;
        }

        bool kinds = field.IsChoice || field.Type is "multitext" or "smart_address";
        foreach ((string name, _) in item)
        {
            if (name != "value" && !(kinds && name is "enum_id" or "enum_code"))
                errors.NotExpected($"{path}.{name}");
        }

        if (field.IsChoice)
            return Choice(field, item, path, errors);
        if (!item.TryGetPropertyValue("value", out JsonNode? value))
        {
            errors.Missing(path + ".value");
            return null;
        }

        path += ".value";
        bool isText = value.IsText(out string text);
        return field.Type switch
        {
            "multitext" or "smart_address" => Kind(field, item, value, path[..^6], errors),
            "checkbox" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? new AmoValue(value.GetValue<bool>()) : NotOf("bool", path, errors),
            "date" or "date_time" or "birthday" => Time(field.Type, value, path, errors),
            "legal_entity" => Map(value, ["name"], path, errors),
            "file" => Map(value, ["file_uuid", "version_uuid", "file_name"], path, errors),
            _ when !isText => NotOf("string", path, errors),
            "numeric" or "monetary" when text.Length > 0 && !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) => NotOf("numeric", path, errors),
            _ => new AmoValue(text),
        };
    }

    private static AmoValue? Choice(AmoField field, JsonObject item, string path, ItemErrors errors)
    {
        if (item.Count == 0)
            errors.Missing(path + ".value");
        AmoFieldEnum? chosen = null;
        foreach ((string name, JsonNode? wanted) in item)
        {
            AmoFieldEnum? found;
            if (name == "enum_id")
            {
                if (!wanted.IsWhole(out long id))
                {
                    errors.NotOfType($"{path}.{name}", "int");
                    continue;
                }

                found = field.Enums.FirstOrDefault(e => e.Id == id);
            }
            else
            {
                if (!wanted.IsText(out string text))
                {
                    errors.NotOfType($"{path}.{name}", "string");
                    continue;
                }

                if (text.Length == 0 && name == "value" && item.Count == 1)
                    return new AmoValue("");
                found = field.Enums.FirstOrDefault(e => (name == "value" ? e.Value : e.Code) == text);
            }

            if (found is null || (chosen is not null && chosen != found))
                errors.NotAChoice($"{path}.{name}");
            chosen = found;
        }

        return chosen is null ? null : new AmoValue(chosen.Value, chosen.Id, chosen.Code);
    }

    private AmoValue? Kind(AmoField field, JsonObject item, JsonNode? value, string path, ItemErrors errors)
    {
        AmoFieldEnum? kind = field.Type == "multitext" ? field.Enums.FirstOrDefault(e => e.Value == switches.KindWithoutEnum) ?? field.Enums[0] : null;
        if (item.TryGetPropertyValue("enum_id", out JsonNode? id))
        {
            if (!id.IsWhole(out long number))
                errors.NotOfType(path + ".enum_id", "int");
            else if ((kind = field.Enums.FirstOrDefault(e => e.Id == number)) is null)
                errors.NotAChoice(path + ".enum_id");
        }

        if (item.TryGetPropertyValue("enum_code", out JsonNode? code))
        {
            if (!code.IsText(out string text))
                errors.NotOfType(path + ".enum_code", "string");
            else if ((kind = field.Enums.FirstOrDefault(e => e.Value == text)) is null || (id is not null && id.IsWhole(out long other) && other != kind.Id))
                errors.NotAChoice(path + ".enum_code");
        }

        if (kind is null && !item.ContainsKey("enum_id") && !item.ContainsKey("enum_code"))
            errors.Missing(path + ".enum_id");
        if (!value.IsText(out string plain))
            return NotOf("string", path + ".value", errors);
        if (kind is { Value: "country" } && field.Type == "smart_address" && plain.Length > 0 && !(plain.Length == 2 && plain.All(char.IsAsciiLetterUpper)))
            errors.NotAChoice(path + ".value");
        return kind is null ? null : new AmoValue(plain, kind.Id, kind.Value);
    }

    // Dates lie at midnight of the account's time zone.
    private AmoValue? Time(string type, JsonNode? value, string path, ItemErrors errors)
    {
        DateTimeOffset time;
        if (value.IsWhole(out long seconds) && Math.Abs(seconds) < 100_000_000_000)
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        else if (value.IsText(out string text) && text.Length == 0)
            return new AmoValue("");
        else if (!DateTimeOffset.TryParseExact(text, RfcFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            return NotOf("int", path, errors);
        if (type == "date_time")
            return new AmoValue(time.ToUnixTimeSeconds());
        TimeZoneInfo zone = store.Account.Zone;
        DateTime day = TimeZoneInfo.ConvertTime(time, zone).Date;
        return new AmoValue(new DateTimeOffset(day, zone.GetUtcOffset(day)).ToUnixTimeSeconds());
    }

    private static AmoValue? Map(JsonNode? value, string[] required, string path, ItemErrors errors)
    {
        if (value is not JsonObject map)
            return NotOf("array", path, errors);
        foreach (string name in required)
        {
            if (!map.TryGetPropertyValue(name, out JsonNode? part))
                errors.Missing($"{path}.{name}");
            else if (!part.IsText(out _))
                errors.NotOfType($"{path}.{name}", "string");
        }

        return new AmoValue(new AmoObject(map.ToJsonString()));
    }

    private static AmoValue? NotOf(string type, string path, ItemErrors errors)
    {
        errors.NotOfType(path, type);
        return null;
    }
}
