namespace UserSync.Connectors.Files;

/// <summary>Writes a file anew while a reader walks the old one.</summary>
internal abstract class TableWriter
{
    /// <summary>Writes what stands before the first row.</summary>
    public abstract void Begin(TableReader reader);

    /// <summary>Writes the reader's row as it is.</summary>
    public abstract void Keep(TableReader reader);

    /// <summary>Writes another text in place of the reader's row.</summary>
    public abstract void Replace(TableReader reader, string text);

    /// <summary>Leaves the reader's row out.</summary>
    public abstract void Drop(TableReader reader);

    /// <summary>Writes a new row after the last one.</summary>
    public abstract void Append(string text);

    /// <summary>Writes what stands after the last row.</summary>
    public abstract void Finish(TableReader reader);
}
