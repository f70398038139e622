namespace UserSync.Connectors.Files.Csv;

/// <summary>Writes a CSV anew: untouched lines as they were, whatever their quotes.</summary>
internal sealed class CsvTableWriter(TextWriter text, CsvStyle style) : TableWriter
{
    private bool _lineIsOpen;

    public override void Begin(TableReader reader) => Put(reader.Head);

    public override void Keep(TableReader reader)
    {
        Put(reader.Lead);
        Put(reader.Raw);
    }

    public override void Replace(TableReader reader, string text)
    {
        string raw = reader.Raw;
        int end = raw.AsSpan().TrimEnd("\r\n").Length;
        Put(reader.Lead);
        Put(text);
        Put(raw[end..]);
    }

    public override void Drop(TableReader reader) => Put(reader.Lead);

    public override void Append(string text)
    {
        if (_lineIsOpen)
            Put(style.NewLine);
        Put(text);
        Put(style.NewLine);
    }

    public override void Finish(TableReader reader) => Put(reader.Tail);

    private void Put(string part)
    {
        if (part.Length == 0)
            return;
        text.Write(part);
        _lineIsOpen = part[^1] is not ('\n' or '\r');
    }
}
