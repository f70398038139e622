using System.Globalization;
using System.Text;
using System.Text.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>
/// The JSON in the store's columns: plain enough to be read by an administrator with any SQLite browser.
/// A value is null when empty, a string, or an array of strings; a value that was not read is left out.
/// </summary>
internal static class StoredJson
{
    // Kept readable: names in Cyrillic stay Cyrillic. The columns never reach HTML.
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            content(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Value(this Utf8JsonWriter writer, FieldValue value)
    {
        switch (value.Count)
        {
            case 0: writer.WriteNullValue(); break;
            case 1: writer.WriteStringValue(value.Text); break;
            default:
                writer.WriteStartArray();
                foreach (string text in value.Values)
                    writer.WriteStringValue(text);
                writer.WriteEndArray();
                break;
        }
    }

    public static FieldValue ReadValue(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => FieldValue.Of(element.GetString()),
        JsonValueKind.Array => FieldValue.Of(element.EnumerateArray().Select(e => e.GetString() ?? "")),
        _ => FieldValue.Empty,
    };

    public static void BaselineObject(this Utf8JsonWriter writer, Baseline baseline)
    {
        writer.WriteStartObject();
        foreach ((string key, BaselineField field) in baseline)
        {
            if (field.User.IsNotRead || field.Contact.IsNotRead)
                continue;
            writer.WriteStartArray(key);
            writer.Value(field.User);
            writer.Value(field.Contact);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static string Write(Baseline baseline) => Write(w => w.BaselineObject(baseline));

    /// <summary>Reads <c>{"key":[user,contact],…}</c> by hand: a second run reads one per pair.</summary>
    public static Baseline ReadBaseline(string? text)
    {
        var baseline = new Baseline();
        if (text is null)
            return baseline;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            reader.Read();
            FieldValue user = ReadValue(ref reader);
            reader.Read();
            FieldValue contact = ReadValue(ref reader);
            reader.Read();
            baseline[key] = new BaselineField(user, contact);
        }

        return baseline;
    }

    public static Baseline ReadBaseline(JsonElement element)
    {
        var baseline = new Baseline();
        foreach (JsonProperty property in element.EnumerateObject())
            baseline[property.Name] = new BaselineField(property.Value[0].ReadValue(), property.Value[1].ReadValue());
        return baseline;
    }

    public static void FieldWrites(this Utf8JsonWriter writer, IEnumerable<FieldWrite> writes)
    {
        writer.WriteStartArray();
        foreach (FieldWrite write in writes)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(write.Path);
            writer.Value(write.Before);
            writer.Value(write.Value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    public static IReadOnlyList<FieldWrite> ReadFieldWrites(JsonElement element)
        => [.. element.EnumerateArray().Select(e => new FieldWrite(e[0].GetString()!, e[2].ReadValue(), e[1].ReadValue()))];

    public static string Texts(IEnumerable<string> texts) => Write(w =>
    {
        w.WriteStartArray();
        foreach (string text in texts)
            w.WriteStringValue(text);
        w.WriteEndArray();
    });

    public static IReadOnlyList<string> ReadTexts(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(e => e.GetString() ?? "")];
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static FieldValue ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return FieldValue.Empty;
        if (reader.TokenType == JsonTokenType.String)
            return FieldValue.Of(reader.GetString());
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            texts.Add(reader.GetString()!);
        return FieldValue.Of(texts);
    }
}
