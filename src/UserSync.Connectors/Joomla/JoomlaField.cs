using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>A custom field of users.</summary>
/// <param name="Name">Its name, under which its values are told.</param>
/// <param name="Label">What people see.</param>
/// <param name="Type">Its type in Joomla.</param>
internal sealed record JoomlaField(string Name, string Label, string Type)
{
    private static readonly string[] Writable = ["text", "textarea", "editor", "url", "integer", "number", "color", "list", "radio", "checkboxes", "calendar"];

    /// <summary>Whether it is in use.</summary>
    public bool Published { get; init; }

    /// <summary>Whether each save of a user needs a value.</summary>
    public bool Required { get; init; }

    /// <summary>Whether a calendar has a time.</summary>
    public bool WithTime { get; init; }

    /// <summary>Whether it holds several values.</summary>
    public bool Several { get; init; }

    /// <summary>The values that it accepts; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Path in a profile.</summary>
    public string Path => UserFields.CustomPrefix + Name;

    /// <summary>True when values of this type can be sent.</summary>
    public bool IsWritable => Array.IndexOf(Writable, Type) >= 0;

    /// <summary>True for a calendar.</summary>
    public bool IsCalendar => Type == "calendar";

    /// <summary>True when its values are told with their labels.</summary>
    public bool HasChoices => Type is "list" or "radio" or "checkboxes";

    /// <summary>The field for a profile.</summary>
    public FieldInfo ToField() => new(Path, Label, Type switch
    {
        "calendar" => WithTime ? "datetime" : "date",
        "integer" or "number" => "number",
        "url" => "url",
        _ when HasChoices => Several ? "choices" : "choice",
        _ => "text",
    })
    {
        Writable = IsWritable,
        Choices = Choices,
    };

    /// <summary>The value that the reader stands on; null for a shape that no profile can hold, which is left alone.</summary>
    public FieldValue? Value(JsonTextReader json, Calendar calendar)
    {
        switch (json.TokenType)
        {
            case JsonToken.StartObject:
                return Keys(json) is { } keys ? FieldValue.Of(keys) : null;
            case JsonToken.StartArray:
                int count = Count(json);
                // PHP writes an object whose keys count from nought as a list: its values are their places.
                return count < 0 || (count > 0 && !HasChoices) ? null : FieldValue.Of(Enumerable.Range(0, count).Select(static n => n.ToString(CultureInfo.InvariantCulture)));
            default:
                string? text = JsonWalk.Scalar(json);
                return IsCalendar ? calendar.Read(text, WithTime) : FieldValue.Of(text);
        }
    }

    /// <summary>Reads the attributes of a field.</summary>
    public static JoomlaField Read(JsonTextReader json)
    {
        JObject told = (JObject)JToken.ReadFrom(json);
        JObject own = told["fieldparams"] as JObject ?? [];
        string type = Text(told["type"]);
        return new JoomlaField(Text(told["name"]), Text(told["label"]) is { Length: > 0 } label ? label : Text(told["title"]), type)
        {
            Published = Text(told["state"]) == "1",
            Required = Text(told["required"]) == "1",
            WithTime = Text(own["showtime"]) == "1",
            Several = type == "checkboxes" || Text(own["multiple"]) == "1",
            Choices = own["options"] is JContainer options ? [.. options.Children().Select(static o => o is JProperty p ? p.Value : o).Select(static o => Text(o["value"]))] : [],
        };
    }

    private static List<string>? Keys(JsonTextReader json)
    {
        List<string> keys = [];
        bool plain = true;
        JsonWalk.Object(json, key =>
        {
            plain &= json.TokenType is not (JsonToken.StartObject or JsonToken.StartArray);
            keys.Add(key);
        });
        return plain ? keys : null;
    }

    private static int Count(JsonTextReader json)
    {
        bool plain = true;
        int count = JsonWalk.Array(json, item =>
        {
            plain &= item.TokenType is not (JsonToken.StartObject or JsonToken.StartArray);
            item.Skip();
            return true;
        }).Count;
        return plain ? count : -1;
    }

    private static string Text(JToken? token) => token is JValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "";
}
