using System.Text.Json;
using System.Text.Json.Serialization;
using UserSync.Core.Model;

namespace UserSync.Cli.Output;

/// <summary>A field's value as JSON: null when empty or not read, a text, or a list of texts.</summary>
internal sealed class FieldValueJson : JsonConverter<FieldValue>
{
    /// <inheritdoc/>
    public override FieldValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FieldValue value, JsonSerializerOptions options)
    {
        if (value.Count <= 1)
        {
            writer.WriteStringValue(value.Text);
            return;
        }

        writer.WriteStartArray();
        foreach (string text in value.Values)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
