using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>The values of one row, by the place of their column in <see cref="TableShape.Names"/>.</summary>
internal interface IRowValues
{
    /// <summary>The line on which the row starts; 0 for a row that is not in the file yet.</summary>
    int Line { get; }

    /// <summary>One value; with <paramref name="list"/> the cell is taken apart at the list separator.</summary>
    FieldValue Get(int column, bool list);
}
