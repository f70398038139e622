using System.Globalization;
using Newtonsoft.Json;

namespace UserSync.Connectors.Http;

/// <summary>Steps through JSON without building a tree. Raises <see cref="JsonException"/> when the shape is not as expected.</summary>
internal static class JsonWalk
{
    /// <summary>Moves on; the text must not end here.</summary>
    public static JsonToken Next(JsonTextReader json) =>
        json.Read() ? json.TokenType : throw new JsonReaderException("the text ends too early.");

    /// <summary>Walks the members of the object that the reader stands on or before; <paramref name="member"/> gets the reader on the value.</summary>
    public static void Object(JsonTextReader json, Action<string> member)
    {
        Expect(json, JsonToken.StartObject);
        while (Next(json) != JsonToken.EndObject)
        {
            string name = (string)json.Value!;
            Next(json);
            int depth = json.Depth;
            bool container = json.TokenType is JsonToken.StartObject or JsonToken.StartArray;
            member(name);
            // A member that was not looked at is passed over.
            if (container && json.TokenType is JsonToken.StartObject or JsonToken.StartArray && json.Depth == depth)
                json.Skip();
        }
    }

    /// <summary>Reads the array that the reader stands on or before; <paramref name="item"/> gets the reader on each item.</summary>
    public static List<T> Array<T>(JsonTextReader json, Func<JsonTextReader, T> item)
    {
        Expect(json, JsonToken.StartArray);
        List<T> items = [];
        while (Next(json) != JsonToken.EndArray)
            items.Add(item(json));
        return items;
    }

    /// <summary>The scalar that the reader stands on as text: numbers invariant, booleans <c>true</c> or <c>false</c>; null for null.</summary>
    public static string? Scalar(JsonTextReader json) => json.TokenType switch
    {
        JsonToken.Null => null,
        JsonToken.Boolean => (bool)json.Value! ? "true" : "false",
        JsonToken.String or JsonToken.Integer or JsonToken.Float => Convert.ToString(json.Value, CultureInfo.InvariantCulture),
        _ => throw new JsonSerializationException($"a plain value was expected at {json.Path}, line {json.LineNumber}."),
    };

    private static void Expect(JsonTextReader json, JsonToken token)
    {
        if (json.TokenType == JsonToken.None)
            Next(json);
        if (json.TokenType != token)
            throw new JsonSerializationException($"{(token == JsonToken.StartObject ? "an object" : "a list")} was expected at \"{json.Path}\", line {json.LineNumber}.");
    }
}
