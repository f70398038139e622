namespace UserSync.Connectors.Files.Json;

/// <summary>Writes an array anew, with the white space that it had.</summary>
internal sealed class JsonTableWriter(TextWriter text) : TableWriter
{
    private string? _opening;
    private string? _comma;
    private bool _any;

    public override void Begin(TableReader reader)
    {
        // The opening bracket comes with the first row.
    }

    public override void Keep(TableReader reader) => Replace(reader, reader.Raw);

    public override void Replace(TableReader reader, string element)
    {
        Note(reader);
        Put(element);
    }

    public override void Drop(TableReader reader) => Note(reader);

    public override void Append(string element) => Put(element);

    public override void Finish(TableReader reader)
    {
        if (_opening is not null)
            text.Write((_any ? "" : _opening) + reader.Tail);
        else
            text.Write(_any ? "\n]\n" : reader.Tail);
    }

    private void Note(TableReader reader)
    {
        if (_opening is null)
            _opening = reader.Lead;
        else
            _comma = reader.Lead;
    }

    private void Put(string element)
    {
        text.Write(_any ? Comma : _opening ?? "[\n");
        text.Write(element);
        _any = true;
    }

    private string Comma => _comma ?? (_opening is null ? ",\n" : "," + _opening[(_opening.IndexOf('[', StringComparison.Ordinal) + 1)..]);
}
