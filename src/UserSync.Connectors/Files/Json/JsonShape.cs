using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Json;

/// <summary>The known properties and the white space of a JSON file.</summary>
internal sealed class JsonShape(IReadOnlyList<JsonColumn> columns, JsonStyle style, FileFault fault) : TableShape
{
    private readonly JsonObjectReader _objects = new(columns, fault);

    public IReadOnlyList<JsonColumn> Columns => columns;

    public JsonStyle Style => style;

    public override bool Has(int column) => columns[column].Seen;

    public override TableReader Reader(TextReader text) => new JsonTableReader(text, this, fault);

    public override TableRow Parse(string raw) => new JsonRow(this, raw);

    public override TableRow Blank() => new JsonRow(this, $"{{{style.Close}}}");

    public override TableWriter Writer(TextWriter text) => new JsonTableWriter(text);

    /// <summary>The values of an object's text.</summary>
    public FieldValue[] Values(string text, int line = 0)
    {
        var values = new FieldValue[columns.Count];
        _objects.Read(text, line, values);
        return values;
    }

    /// <summary>The values of an object's text, into an array that is there.</summary>
    public void Values(string text, int line, FieldValue[] values) => _objects.Read(text, line, values);
}
