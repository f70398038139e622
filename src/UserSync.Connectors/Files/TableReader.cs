using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>
/// Walks the rows of a file, standing on one at a time. Head, then lead and raw text of every row, then tail are exactly the
/// text of the file: that is how a rewrite leaves untouched rows as they are.
/// </summary>
internal abstract class TableReader : IRowValues, IDisposable
{
    /// <summary>What stands before the first row.</summary>
    public abstract string Head { get; }

    /// <summary>What stands between the row before and this one.</summary>
    public abstract string Lead { get; }

    /// <summary>The text of the row as it stands in the file.</summary>
    public abstract string Raw { get; }

    /// <summary>What stands after the last row; known once <see cref="Read"/> has returned false.</summary>
    public abstract string Tail { get; }

    /// <inheritdoc/>
    public abstract int Line { get; }

    /// <summary>Goes to the next row; false at the proper end of the file.</summary>
    public abstract bool Read();

    /// <inheritdoc/>
    public abstract FieldValue Get(int column, bool list);

    /// <inheritdoc/>
    public abstract void Dispose();
}
