using Newtonsoft.Json.Linq;

namespace UserSync.Core.Tests.Profiles;

/// <summary>The schema of profiles, walked and applied as far as the tests need it.</summary>
internal static class SchemaFile
{
    public static JObject Root { get; } = JObject.Parse(File.ReadAllText(SourceTree.File("module/sync-profile.schema.json")));

    /// <summary>Every property by its path, such as <c>fields[].user</c>, with its schema.</summary>
    public static IReadOnlyDictionary<string, JObject> Properties { get; } = Walk();

    /// <summary>What a JSON value breaks, one text each.</summary>
    public static IEnumerable<string> Faults(JToken value) => Faults(value, Root, "$");

    /// <summary>The path of a list's items; the steps of "back" are those of "transform".</summary>
    public static string ItemPath(string path) => path == "fields[].back" ? "fields[].transform[]" : path + "[]";

    public static JObject Resolve(JObject schema) =>
        schema["$ref"] is { } reference ? (JObject)Root.SelectToken(((string)reference!)[2..].Replace('/', '.'))! : schema;

    /// <summary>The words that a property or the items of its list may have; null is not a word.</summary>
    public static IEnumerable<string> Words(JObject schema)
    {
        schema = Resolve(schema);
        IEnumerable<JObject> inner = (schema["anyOf"] ?? new JArray()).Cast<JObject>().Concat(schema["items"] is JObject items ? [items] : []);
        return (schema["enum"] ?? new JArray()).Where(e => e.Type == JTokenType.String).Select(e => (string)e!)
            .Concat(inner.Where(i => Resolve(i)["type"]?.Type != JTokenType.String || (string?)Resolve(i)["type"] != "object").SelectMany(Words));
    }

    private static Dictionary<string, JObject> Walk()
    {
        var found = new Dictionary<string, JObject>(StringComparer.Ordinal);
        Walk(Root, "", found);
        return found;
    }

    private static void Walk(JObject schema, string path, Dictionary<string, JObject> found)
    {
        schema = Resolve(schema);
        foreach (JProperty property in ((JObject?)schema["properties"])?.Properties() ?? [])
        {
            string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            found[inner] = (JObject)property.Value;
            Walk((JObject)property.Value, inner, found);
        }

        foreach (JObject branch in (schema["anyOf"] ?? new JArray()).Cast<JObject>())
            Walk(branch, path, found);
        if (schema["items"] is JObject items)
            Walk(items, ItemPath(path), found);
    }

    private static IEnumerable<string> Faults(JToken value, JObject schema, string path)
    {
        schema = Resolve(schema);
        if (schema["type"] is { } type && !(type is JArray many ? many : [type]).Any(t => IsOf(value, (string)t!)))
            yield return $"{path}: is not {type}";
        if (schema["enum"] is JArray allowed && !allowed.Any(a => JToken.DeepEquals(a, value)))
            yield return $"{path}: is not in the list";
        if (schema["const"] is { } constant && !JToken.DeepEquals(constant, value))
            yield return $"{path}: is not {constant}";
        if (schema["pattern"] is { } pattern && value.Type == JTokenType.String && !System.Text.RegularExpressions.Regex.IsMatch((string)value!, (string)pattern!))
            yield return $"{path}: does not match {pattern}";
        if (schema["anyOf"] is JArray branches && !branches.Any(b => !Faults(value, (JObject)b, path).Any()))
            yield return $"{path}: fits no branch";
        foreach (JObject part in (schema["allOf"] ?? new JArray()).Cast<JObject>())
        {
            if (part["if"] is not JObject condition)
            {
                foreach (string fault in Faults(value, part, path))
                    yield return fault;
            }
            else if (!Faults(value, condition, path).Any())
            {
                foreach (string fault in Faults(value, (JObject)part["then"]!, path))
                    yield return fault;
            }
        }

        if (value is JObject o)
        {
            foreach (JToken required in schema["required"] ?? new JArray())
            {
                if (o[(string)required!] is null)
                    yield return $"{path}: lacks {required}";
            }

            foreach (JProperty property in o.Properties())
            {
                if (schema["properties"]?[property.Name] is JObject inner)
                {
                    foreach (string fault in Faults(property.Value, inner, $"{path}.{property.Name}"))
                        yield return fault;
                }
                else if (schema["additionalProperties"] is JObject free)
                {
                    foreach (string fault in Faults(property.Value, free, $"{path}.{property.Name}"))
                        yield return fault;
                }
                else if (schema["additionalProperties"] is JValue { Value: false })
                {
                    yield return $"{path}.{property.Name}: unknown";
                }
            }
        }

        if (value is JArray list && schema["items"] is JObject item)
        {
            foreach (string fault in list.SelectMany((v, i) => Faults(v, item, $"{path}[{i}]")))
                yield return fault;
        }
    }

    private static bool IsOf(JToken value, string type) => type switch
    {
        "object" => value.Type == JTokenType.Object,
        "array" => value.Type == JTokenType.Array,
        "string" => value.Type == JTokenType.String,
        "boolean" => value.Type == JTokenType.Boolean,
        "null" => value.Type == JTokenType.Null,
        "integer" => value.Type == JTokenType.Integer,
        _ => value.Type is JTokenType.Integer or JTokenType.Float,
    };
}
