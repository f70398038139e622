namespace UserSync.Connectors.Files;

/// <summary>What the beginning of a file tells: its columns and its style.</summary>
internal abstract class TableShape
{
    /// <summary>Headers of a CSV, dotted property paths of a JSON, in the order of the file.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>True when the file has the column; false when it can only be written.</summary>
    public virtual bool Has(int column) => true;

    /// <summary>Reads the rows; the text starts at the beginning of the file.</summary>
    public abstract TableReader Reader(TextReader text);

    /// <summary>A row from its raw text.</summary>
    public abstract TableRow Parse(string raw);

    /// <summary>A new row without values.</summary>
    public abstract TableRow Blank();

    /// <summary>Writes the file anew.</summary>
    public abstract TableWriter Writer(TextWriter text);

    /// <summary>The place of a column, compared without case; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
