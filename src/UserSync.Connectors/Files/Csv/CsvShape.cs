namespace UserSync.Connectors.Files.Csv;

/// <summary>The header and the style of a CSV.</summary>
internal sealed class CsvShape(CsvStyle style, FileFault fault) : TableShape
{
    /// <summary>Enough for a row; a parser of one row shall not cost more than the row.</summary>
    public const int SmallBuffer = 512;

    public CsvStyle Style => style;

    public override TableReader Reader(TextReader text) => new CsvTableReader(text, this, fault);

    public override TableRow Parse(string raw)
    {
        using var parser = style.Parser(new StringReader(raw), SmallBuffer, _ => throw fault.Changed());
        if (!parser.Read() || parser.Count != Names.Count)
            throw fault.Changed();
        string[] cells = new string[Names.Count];
        for (int i = 0; i < cells.Length; i++)
            cells[i] = parser[i];
        return new CsvRow(style, cells);
    }

    public override TableRow Blank()
    {
        string[] cells = new string[Names.Count];
        Array.Fill(cells, "");
        return new CsvRow(style, cells);
    }

    public override TableWriter Writer(TextWriter text) => new CsvTableWriter(text, style);
}
