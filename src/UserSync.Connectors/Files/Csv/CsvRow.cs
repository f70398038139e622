using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Csv;

/// <summary>One line of a CSV, to be changed.</summary>
internal sealed class CsvRow(CsvStyle style, string[] cells) : TableRow
{
    public override string Text => style.Join(cells);

    public override FieldValue Get(int column, bool list) => Value(cells[column], list ? style.ListSeparator : null);

    public override void Set(int column, FieldValue value) => cells[column] = string.Join(style.ListSeparator, value.Values);

    /// <summary>The value that a cell holds, taken apart at the separator where there is one.</summary>
    public static FieldValue Value(string cell, string? separator) =>
        separator is not null && cell.Contains(separator, StringComparison.Ordinal)
            ? FieldValue.Of(cell.Split(separator))
            : FieldValue.Of(cell);
}
