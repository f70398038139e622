using UserSync.Connectors.Files.Csv;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files.Links;

/// <summary>Writes links to a CSV, or those of the WT AmoCRM library to SQL where the file is called so; it takes its place whole or not at all.</summary>
public sealed class LinkFileWriter : IDisposable
{
    private readonly LinkLayout _layout;
    private readonly FileFault _fault;
    private readonly FileReplacement _file;
    private readonly StreamWriter _text;
    private readonly CsvStyle _style = new(",", "\n", QuoteAll: false, "|");
    private readonly bool _isSql;
    private bool _hasHeader;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="layout">Whose columns.</param>
    /// <exception cref="Core.Errors.ConnectorException">FileNotWritable.</exception>
    public LinkFileWriter(string path, LinkLayout layout)
    {
        _layout = layout;
        _isSql = layout == LinkLayout.WtAmoCrm && path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);
        _fault = new FileFault(Side.Cms, path);
        try
        {
            _file = new FileReplacement(path, _fault);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _fault.Writing(e);
        }

        _text = new StreamWriter(_file.Stream, Utf8Text.Writing, leaveOpen: true);
    }

    /// <summary>Adds a link.</summary>
    public void Add(SyncLink link)
    {
        IReadOnlyList<KeyValuePair<string, string>> row = LinkColumns.Row(link, _layout);
        Try(() =>
        {
            if (!_hasHeader)
                _text.Write(Header([.. row.Select(c => c.Key)]));
            string[] cells = [.. row.Select(c => c.Value)];
            _text.Write(_isSql ? $"INSERT INTO `#__{LinkColumns.WtTable}` (`{string.Join("`, `", row.Select(c => c.Key))}`) VALUES ({string.Join(", ", cells.Select(Literal))});\n" : _style.Join(cells) + "\n");
        });
        _hasHeader = true;
    }

    /// <summary>Puts the file in its place.</summary>
    public void Complete() => Try(() =>
    {
        // A table without rows still names its columns.
        if (!_hasHeader)
            _text.Write(Header([.. LinkColumns.Row(new SyncLink { Site = "", Account = "", UserId = "", ContactId = "" }, _layout).Select(c => c.Key)]));
        _text.Flush();
        _file.Complete(static () => true, onSeam: null);
        _isComplete = true;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // A writer that leaves its stream open flushes it each time it is disposed.
            if (!_isComplete)
                _text.Dispose();
        }
        catch (IOException)
        {
            // What it still held belongs to a file that goes away.
        }
        finally
        {
            _file.Dispose();
        }
    }

    private string Header(string[] names) => _isSql ? "-- Replace #__ by the prefix of the site's tables.\n" : _style.Join(names) + "\n";

    private static string Literal(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) ? text : $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _fault.Writing(e);
        }
    }
}
