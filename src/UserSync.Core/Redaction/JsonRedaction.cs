using Newtonsoft.Json;

namespace UserSync.Core.Redaction;

/// <summary>Copies JSON token by token and leaves the secrets out.</summary>
internal static class JsonRedaction
{
    /// <summary>Copies the one value that the reader brings; false when it is not whole JSON.</summary>
    public static bool Copy(JsonTextReader reader, JsonTextWriter writer)
    {
        try
        {
            if (!reader.Read())
                return false;
            Value(reader, writer);
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Value(JsonTextReader reader, JsonTextWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonToken.StartObject:
                Object(reader, writer);
                break;
            case JsonToken.StartArray:
                Array(reader, writer);
                break;
            default:
                writer.WriteToken(reader, writeChildren: false);
                break;
        }
    }

    private static void Object(JsonTextReader reader, JsonTextWriter writer)
    {
        writer.WriteStartObject();
        // {"name": "api_key", "value": "…"}: the pair says in one member what the other one holds.
        bool secretPair = false;
        while (Next(reader) != JsonToken.EndObject)
        {
            string name = (string)reader.Value!;
            writer.WritePropertyName(name);
            Next(reader);
            if (reader.TokenType == JsonToken.String && name is "name" or "key" or "field" or "param")
                secretPair |= Redactor.IsSecret(reader.Value as string ?? "");
            if (Redactor.IsSecret(name) || (secretPair && name is "value" or "values"))
                Masked(reader, writer);
            else
                Value(reader, writer);
        }

        writer.WriteEndObject();
    }

    private static void Array(JsonTextReader reader, JsonTextWriter writer)
    {
        writer.WriteStartArray();
        // ["api_key", "=", "…"]: conditions of CiviCRM.
        bool secret = false;
        bool first = true;
        while (Next(reader) != JsonToken.EndArray)
        {
            if (secret)
                Masked(reader, writer);
            else
                Value(reader, writer);
            if (first && reader.TokenType == JsonToken.String)
                secret = Redactor.IsSecret((string)reader.Value!);
            first = false;
        }

        writer.WriteEndArray();
    }

    private static void Masked(JsonTextReader reader, JsonTextWriter writer)
    {
        reader.Skip();
        writer.WriteValue(Redactor.Mask);
    }

    private static JsonToken Next(JsonTextReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonReaderException("The text ends too early.");
}
