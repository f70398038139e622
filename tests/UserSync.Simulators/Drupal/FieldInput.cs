using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Simulators.Drupal;

/// <summary>Takes values of the site's own fields, as far as they have the form that their type demands.</summary>
public static partial class FieldInput
{
    /// <summary>The value as it is stored.</summary>
    /// <exception cref="DrupalError">422 for a day or a point in time of another form.</exception>
    public static JsonNode? Take(DrupalField field, JsonNode? value)
    {
        List<JsonNode?> items = value switch
        {
            null => [],
            JsonArray list => [.. list],
            _ => [value],
        };
        List<JsonNode> taken = [.. items.Select(i => One(field, i)).OfType<JsonNode>()];
        return taken.Count == 0 ? null : field.Many ? new JsonArray([.. taken]) : taken[0];
    }

    /// <summary>What is wrong with a stored value.</summary>
    public static IEnumerable<(string Detail, string? Pointer)> Violations(DrupalField field, JsonNode? value)
    {
        string pointer = "/data/attributes/" + field.Name;
        if (value is null)
        {
            if (field.Required)
                yield return ($"{field.Name}: This value should not be null.", pointer);
            yield break;
        }

        int number = 0;
        foreach (JsonNode item in value is JsonArray list ? list.Select(i => i!) : [value])
        {
            string text = item is JsonObject parts ? parts["value"]!.ToString() : item.ToString();
            bool primitive = field.Type switch
            {
                "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
                "boolean" => item.GetValueKind() is JsonValueKind.True or JsonValueKind.False || text is "0" or "1",
                _ => item is JsonObject || item.GetValueKind() == JsonValueKind.String,
            };
            if (!primitive)
                yield return ($"{field.Name}.{number}.value: This value should be of the correct primitive type.", pointer + "/value");
            if (field.Longest is { } longest && text.Length > longest)
                yield return ($"{field.Name}.{number}.value: {field.Label}: may not be longer than {longest} characters.", pointer + "/value");
            if (field.Choices is { } choices && !choices.Contains(text))
                yield return ($"{field.Name}.{number}: The value you selected is not a valid choice.", $"{pointer}/{number}");
            number++;
        }
    }

    private static JsonNode? One(DrupalField field, JsonNode? value)
    {
        if (value is null || (value is JsonValue && value.ToString().Length == 0))
            return null;
        switch (field.Type)
        {
            case "datetime" when field.DateOnly:
                if (!Day().IsMatch(value.ToString()))
                    throw new DrupalError(422, $"The specified date \"{value}\" is not in an accepted format: \"Y-m-d\" (date-only).") { ViaOnly = true };
                return value.DeepClone();
            case "datetime":
                if (!Moment().IsMatch(value.ToString()))
                    throw new DrupalError(422, $"The specified date \"{value}\" is not in an accepted format: \"Y-m-d\\TH:i:sP\" (RFC 3339), \"Y-m-d\\TH:i:sO\" (ISO 8601).") { ViaOnly = true };
                return UserDocument.Time(DateTimeOffset.Parse(value.ToString(), CultureInfo.InvariantCulture));
            case "text_long":
                JsonObject? parts = value as JsonObject;
                string text = (parts?["value"] ?? value).ToString();
                return new JsonObject { ["value"] = text, ["format"] = parts?["format"]?.DeepClone(), ["processed"] = $"<p>{System.Net.WebUtility.HtmlEncode(text)}</p>" };
            default:
                return value.DeepClone();
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Day();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}
