using Spectre.Console;

namespace UserSync.Cli.Output;

/// <summary>
/// Rows for people: a table, or on a narrow terminal one block a row. Rows are written in parts, so that a long list neither
/// waits for its end nor fills the memory.
/// </summary>
internal sealed class Listing : IDisposable
{
    private const int Narrow = 70;
    private const int Part = 200;
    private readonly IAnsiConsole _console;
    private readonly string[] _columns;
    private readonly List<string[]> _rows = [];
    private bool _begun;

    public Listing(IAnsiConsole console, params string[] columns)
    {
        _console = console;
        _columns = columns;
    }

    /// <summary>How many rows there were.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a row.</summary>
    public void Add(params string?[] cells)
    {
        Count++;
        _rows.Add([.. cells.Select(Shown.Text)]);
        if (_rows.Count == Part)
            Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void Flush()
    {
        if (_rows.Count == 0)
            return;
        if (_console.Profile.Width < Narrow)
            WriteBlocks();
        else
            WriteTable();
        _rows.Clear();
        _begun = true;
    }

    private void WriteTable()
    {
        var table = new Table { Border = _console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None, ShowHeaders = !_begun };
        foreach (string column in _columns)
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        foreach (string[] row in _rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        _console.Write(table);
    }

    private void WriteBlocks()
    {
        foreach (string[] row in _rows)
        {
            _console.Write(new Text(row[0] + "\n", new Style(decoration: Decoration.Bold)));
            for (int i = 1; i < row.Length; i++)
            {
                if (row[i].Length > 0)
                    _console.Write(new Padder(new Text(_columns[i].Length > 0 ? $"{_columns[i]}: {row[i]}" : row[i]), new Padding(2, 0, 0, 0)));
            }
        }
    }
}
