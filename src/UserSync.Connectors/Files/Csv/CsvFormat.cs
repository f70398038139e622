using System.Text;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files.Csv;

/// <summary>Files of lines with a header line.</summary>
internal sealed class CsvFormat(FileSettings settings, FileFault fault) : ITableFormat
{
    private const int LongestHeader = 1 << 20;
    private static readonly string[] Delimiters = [";", ",", "\t"];

    public string Product => "CSV file";

    public TableShape? Probe(TextReader text)
    {
        (string header, string newLine) = HeaderLine(text);
        if (header.Trim().Length == 0 && text.Peek() < 0)
            return null;
        var style = new CsvStyle(settings.Delimiter ?? DelimiterOf(header), newLine, header.StartsWith('"'), settings.ListSeparator);
        return new CsvShape(style, fault) { Names = Names(header, style) };
    }

    public TableShape Fresh(IReadOnlyList<string> names) =>
        new CsvShape(new CsvStyle(settings.Delimiter ?? ",", "\n", QuoteAll: false, settings.ListSeparator), fault) { Names = names };

    public string FreshText(TableShape shape) => ((CsvShape)shape).Style.Join(shape.Names) + "\n";

    private string[] Names(string header, CsvStyle style)
    {
        using var parser = style.Parser(
            new StringReader(header),
            CsvShape.SmallBuffer,
            _ => throw fault.Invalid(1, "the quotes in the header line do not fit.", "Correct the header line."));
        if (!parser.Read())
            throw fault.Invalid(1, "the header line is empty.", "The first line must name the columns.");
        string[] names = [.. Enumerable.Range(0, parser.Count).Select(i => parser[i].Trim())];
        string? twice = names.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? names : throw fault.Invalid(1, $"two columns are called \"{twice}\".", "Give every column a name of its own.");
    }

    private (string Header, string NewLine) HeaderLine(TextReader text)
    {
        var header = new StringBuilder();
        bool quoted = false;
        for (int c = text.Read(); c >= 0; c = text.Read())
        {
            quoted ^= c == '"';
            if (!quoted && c == '\n')
                return (header.ToString(), "\n");
            if (!quoted && c == '\r')
                return (header.ToString(), text.Peek() == '\n' ? "\r\n" : "\r");
            header.Append((char)c);
            if (header.Length > LongestHeader)
                throw fault.Invalid(1, "the header line does not end.", "Check that this is a CSV file, and its quotes.");
        }

        return (header.ToString(), "\n");
    }

    private static string DelimiterOf(string header)
    {
        bool quoted = false;
        var outside = new StringBuilder();
        foreach (char c in header)
        {
            quoted ^= c == '"';
            if (!quoted)
                outside.Append(c);
        }

        string names = outside.ToString();
        return Delimiters.MaxBy(d => names.Count(c => c == d[0]))!;
    }
}
