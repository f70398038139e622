using CsvHelper;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Csv;

/// <summary>Walks the lines of a CSV.</summary>
internal sealed class CsvTableReader : TableReader
{
    private const int BufferSize = 1 << 15;
    private readonly CsvParser _parser;
    private readonly string _separator;
    private readonly FileFault _fault;
    private readonly string[] _cells;
    private string _blankLines = "";
    private int _line = 1;
    private int _lastLine;

    public CsvTableReader(TextReader text, CsvShape shape, FileFault fault)
    {
        _fault = fault;
        _separator = shape.Style.ListSeparator;
        _cells = new string[shape.Names.Count];
        _parser = shape.Style.Parser(text, BufferSize, _ => throw Broken("a cell's quotes do not fit."));
        Head = _parser.Read() ? _parser.RawRecord : "";
        _lastLine = _parser.RawRow;
    }

    public override string Head { get; }

    public override string Lead => _blankLines;

    public override string Raw => _parser.RawRecord;

    public override string Tail => _blankLines;

    public override int Line => _line;

    public override bool Read()
    {
        _blankLines = "";
        while (Next())
        {
            if (_parser.Count == 1 && _parser[0].Length == 0)
            {
                _blankLines += _parser.RawRecord;
                continue;
            }

            if (_parser.Count != _cells.Length)
                throw Broken($"{_parser.Count} cells where the header has {_cells.Length}.");
            for (int i = 0; i < _cells.Length; i++)
                _cells[i] = _parser[i];
            return true;
        }

        return false;
    }

    public override FieldValue Get(int column, bool list) => CsvRow.Value(_cells[column], list ? _separator : null);

    public override void Dispose() => _parser.Dispose();

    private bool Next()
    {
        // A cell may hold line breaks: a row is named by the line on which it starts.
        _line = _lastLine + 1;
        try
        {
            return _parser.Read();
        }
        catch (MaxFieldSizeException e)
        {
            throw _fault.Invalid(_line, $"a cell has more than {CsvStyle.LongestCell / 1024 / 1024} million characters.", "Look for a quote that is never closed.", e);
        }
        finally
        {
            _lastLine = _parser.RawRow;
        }
    }

    private ConnectorException Broken(string what) =>
        _fault.Invalid(_line, what, "Correct the line: a cell with a delimiter, a quote or a line break stands in quotes, and a quote in it is doubled.");
}
