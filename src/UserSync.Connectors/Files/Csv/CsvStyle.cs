using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace UserSync.Connectors.Files.Csv;

/// <summary>How a CSV is written, as its header line shows it.</summary>
/// <param name="Delimiter">What separates cells.</param>
/// <param name="NewLine">What ends a row.</param>
/// <param name="QuoteAll">True when cells are quoted also where they need not be.</param>
/// <param name="ListSeparator">What separates several values in one cell.</param>
internal sealed record CsvStyle(string Delimiter, string NewLine, bool QuoteAll, string ListSeparator)
{
    /// <summary>Cells beyond this length are a broken file, not data.</summary>
    public const int LongestCell = 32 * 1024 * 1024;

    /// <summary>Takes text apart by this style.</summary>
    public CsvParser Parser(TextReader text, int bufferSize, BadDataFound onBadData) => new(text, new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = Delimiter,
        HasHeaderRecord = false,

        // Blank lines are passed on, so that a rewrite can keep them.
        IgnoreBlankLines = false,
        BufferSize = bufferSize,
        MaxFieldSize = LongestCell,
        BadDataFound = onBadData,

        // Errors go to logs; the data of people does not.
        ExceptionMessagesContainRawData = false,
    }, leaveOpen: true);

    /// <summary>Cells as one line, without a line break at its end.</summary>
    public string Join(IReadOnlyList<string> cells) => string.Join(Delimiter, cells.Select(Quoted));

    private string Quoted(string cell)
    {
        bool needed = QuoteAll
            || cell.AsSpan().IndexOfAny('"', '\r', '\n') >= 0
            || cell.Contains(Delimiter, StringComparison.Ordinal)
            || (cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1])));
        return needed ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
