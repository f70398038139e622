using System.Buffers;
using System.Globalization;
using Newtonsoft.Json;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Json;

/// <summary>Reads the known properties of one object, and checks the whole of it.</summary>
internal sealed class JsonObjectReader : IArrayPool<char>
{
    private readonly JsonNode _root;
    private readonly FieldValue[] _absent;
    private readonly FileFault _fault;
    private readonly bool[] _found;
    private readonly List<string> _texts = [];
    private readonly DefaultJsonNameTable _names = new();
    private int _line;

    public JsonObjectReader(IReadOnlyList<JsonColumn> columns, FileFault fault)
    {
        _root = JsonNode.Of(columns);
        _absent = [.. columns.Select(c => c.Seen ? FieldValue.Empty : FieldValue.NotRead)];
        _found = new bool[columns.Count];
        _fault = fault;
        foreach (string name in columns.SelectMany(c => c.Segments))
            _names.Add(name);
    }

    /// <summary>Reads an object that starts on this line of the file.</summary>
    public void Read(string text, int line, FieldValue[] values)
    {
        _line = line;
        _absent.CopyTo(values, 0);
        Array.Clear(_found);
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            ArrayPool = this,
            PropertyNameTable = _names,
        };
        try
        {
            reader.Read();
            ReadObject(reader, _root, values);
        }
        catch (JsonReaderException e)
        {
            throw Broken(reader, "this is not JSON.", e);
        }
    }

    char[] IArrayPool<char>.Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    void IArrayPool<char>.Return(char[]? array)
    {
        if (array is not null)
            ArrayPool<char>.Shared.Return(array);
    }

    private void ReadObject(JsonTextReader reader, JsonNode? node, FieldValue[] values)
    {
        while (Next(reader) != JsonToken.EndObject)
        {
            // Newtonsoft reads names without quotes and in single ones; others do not, and our editing does not.
            if (reader.TokenType != JsonToken.PropertyName || reader.QuoteChar != '"')
                throw Broken(reader, "a property name must stand in double quotes.");
            string name = (string)reader.Value!;
            JsonNode? child = node?.Child(name);
            Next(reader);
            if (child is not { Column: >= 0 and int column })
            {
                Skip(reader, child, values);
                continue;
            }

            if (_found[column])
                throw Broken(reader, $"the property \"{name}\" stands twice in one object.");
            _found[column] = true;
            values[column] = Value(reader, child, values);
        }
    }

    private FieldValue Value(JsonTextReader reader, JsonNode node, FieldValue[] values)
    {
        if (reader.TokenType is JsonToken.StartObject)
        {
            ReadObject(reader, node, values);
            return FieldValue.NotRead;
        }

        if (reader.TokenType is not JsonToken.StartArray)
            return FieldValue.Of(Scalar(reader));
        _texts.Clear();
        bool plain = true;
        while (Next(reader) != JsonToken.EndArray)
        {
            if (reader.TokenType is JsonToken.StartObject or JsonToken.StartArray)
            {
                plain = false;
                Skip(reader, null, values);
            }
            else if (Scalar(reader) is { } text)
            {
                _texts.Add(text);
            }
        }

        return plain ? FieldValue.Of(_texts) : FieldValue.NotRead;
    }

    private void Skip(JsonTextReader reader, JsonNode? node, FieldValue[] values)
    {
        if (reader.TokenType == JsonToken.StartObject)
        {
            ReadObject(reader, node, values);
        }
        else if (reader.TokenType == JsonToken.StartArray)
        {
            while (Next(reader) != JsonToken.EndArray)
                Skip(reader, null, values);
        }
        else
        {
            Scalar(reader);
        }
    }

    private string? Scalar(JsonTextReader reader) => reader.TokenType switch
    {
        JsonToken.String when reader.QuoteChar == '"' => (string)reader.Value!,
        JsonToken.Null => null,
        JsonToken.Boolean => (bool)reader.Value! ? "true" : "false",
        JsonToken.Integer => Convert.ToString(reader.Value, CultureInfo.InvariantCulture),
        JsonToken.Float when reader.Value is decimal => Convert.ToString(reader.Value, CultureInfo.InvariantCulture),
        _ => throw Broken(reader, "this is not JSON."),
    };

    private JsonToken Next(JsonTextReader reader) =>
        reader.Read() ? reader.TokenType : throw Broken(reader, "the object does not end.");

    private ConnectorException Broken(JsonTextReader reader, string what, Exception? inner = null) =>
        _fault.Invalid(_line + Math.Max(0, reader.LineNumber - 1), what, "Check the program that writes the file.", inner);
}
