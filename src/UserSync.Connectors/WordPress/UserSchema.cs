using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.WordPress;

/// <summary>What the site says about its users' fields (answer to OPTIONS).</summary>
/// <param name="Meta">The registered custom values by key; null when the site does not tell.</param>
/// <param name="Roles">The roles, where a plugin lists them; core WordPress does not.</param>
internal sealed record UserSchema(IReadOnlyDictionary<string, MetaField>? Meta, IReadOnlyList<string> Roles)
{
    /// <summary>A site that does not tell.</summary>
    public static UserSchema Unknown { get; } = new(null, []);

    /// <summary>Reads the answer to OPTIONS on the users' route.</summary>
    public static UserSchema Read(JsonTextReader json)
    {
        if (JToken.ReadFrom(json) is not JObject root || root.SelectToken("schema.properties") is not JObject properties)
            return Unknown;
        Dictionary<string, MetaField> fields = new(StringComparer.Ordinal);
        if (properties.SelectToken("meta.properties") is JObject meta)
        {
            foreach (JProperty property in meta.Properties())
            {
                if (property.Value is JObject schema)
                    fields[property.Name] = Field(property.Name, schema);
            }
        }

        return new UserSchema(fields, Texts(properties.SelectToken("roles.items.enum")));
    }

    private static MetaField Field(string key, JObject schema)
    {
        string description = Text(schema["description"]) ?? "";
        return new MetaField(key, Text(schema["type"]) ?? "string", description.Length > 0 ? description : key)
        {
            Format = Text(schema["format"]),
            Choices = Texts(schema["enum"] ?? schema.SelectToken("items.enum")),
            ReadOnly = schema["readonly"] is JValue { Value: true },
        };
    }

    // A type may be a list, such as ["string", "null"].
    private static string? Text(JToken? token) => token switch
    {
        JValue { Value: string text } => text,
        JArray list => list.Values<string>().FirstOrDefault(t => t != "null"),
        _ => null,
    };

    private static List<string> Texts(JToken? token) => token is JArray list ? [.. list.OfType<JValue>().Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture))] : [];
}
