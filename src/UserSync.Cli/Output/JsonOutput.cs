using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using UserSync.Core.Errors;

namespace UserSync.Cli.Output;

/// <summary>
/// Writes one JSON document as its parts become known, a line for each property and item, so that a run of a million users needs
/// no memory for it. Whatever happens, the document is closed and ends with the exit code.
/// </summary>
internal sealed class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // Names stay readable; the document never stands inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FieldValueJson() },
    };

    private const int Part = 32_768;
    private readonly TextWriter _writer;
    private readonly StringBuilder _text = new();
    private bool _begun;
    private bool _ended;
    private bool _inList;
    private bool _hasItems;

    public JsonOutput(TextWriter writer) => _writer = writer;

    /// <summary>A property of the document.</summary>
    public void Property<T>(string name, T value)
    {
        EndList();
        Name(name);
        _text.Append(JsonSerializer.Serialize(value, Options));
    }

    /// <summary>Begins a property that is a list.</summary>
    public void BeginList(string name)
    {
        EndList();
        Name(name);
        _text.Append('[');
        _inList = true;
        _hasItems = false;
    }

    /// <summary>An item of the list.</summary>
    public void Item<T>(T value)
    {
        _text.Append(_hasItems ? ",\n" : "\n").Append(JsonSerializer.Serialize(value, Options));
        _hasItems = true;
        if (_text.Length > Part)
            Flush();
    }

    /// <summary>Ends the document.</summary>
    public void End(int exitCode)
    {
        if (_ended)
            return;
        Property("exitCode", exitCode);
        _text.Append("\n}\n");
        _ended = true;
        Flush();
    }

    /// <summary>Ends the document with an error.</summary>
    public void Fail(SyncError error, int exitCode)
    {
        if (_ended)
            return;
        Property("error", ConsoleWords.Of(error));
        End(exitCode);
    }

    private void Name(string name)
    {
        _text.Append(_begun ? ",\n" : "{\n");
        _begun = true;
        _text.Append('"').Append(name).Append("\": ");
    }

    private void Flush()
    {
        _writer.Write(_text);
        _text.Clear();
    }

    private void EndList()
    {
        if (_inList)
            _text.Append(_hasItems ? "\n]" : "]");
        _inList = false;
    }
}
