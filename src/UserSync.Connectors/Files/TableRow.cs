using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>A row that can be changed.</summary>
internal abstract class TableRow : IRowValues
{
    /// <inheritdoc/>
    public int Line => 0;

    /// <summary>The row as it will stand in the file, without a line break at its end.</summary>
    public abstract string Text { get; }

    /// <inheritdoc/>
    public abstract FieldValue Get(int column, bool list);

    /// <summary>Puts a value into a column; several texts are kept as the format keeps lists.</summary>
    public abstract void Set(int column, FieldValue value);
}
