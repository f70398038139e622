using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Json;

/// <summary>Walks the objects of an array.</summary>
internal sealed class JsonTableReader(TextReader text, JsonShape shape, FileFault fault) : TableReader
{
    private readonly JsonElements _elements = new(text, fault);
    private readonly FieldValue[] _values = new FieldValue[shape.Columns.Count];

    public override string Head => "";

    public override string Lead => _elements.Lead;

    public override string Raw => _elements.Raw;

    public override string Tail => _elements.Tail;

    public override int Line => _elements.Line;

    public override bool Read()
    {
        if (!_elements.Read())
            return false;
        shape.Values(_elements.Raw, _elements.Line, _values);
        return true;
    }

    public override FieldValue Get(int column, bool list) => _values[column];

    public override void Dispose()
    {
        // The text belongs to the pass.
    }
}
