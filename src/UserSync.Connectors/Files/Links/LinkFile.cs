using CsvHelper;
using UserSync.Connectors.Files.Csv;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files.Links;

/// <summary>Reads a CSV of links: ours, of the WT AmoCRM library, or of CiviCRM's UFMatch. A bad row costs only itself.</summary>
public static class LinkFile
{
    private const int BufferSize = 1 << 15;

    /// <summary>The rows of a file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="UserSyncException">FileNotFound, FileInvalid: no row can be read.</exception>
    public static IEnumerable<LinkRow> Read(string path)
    {
        var fault = new FileFault(Side.Cms, path);
        CsvStyle style;
        using (StreamReader text = Open(path, fault))
            style = Header(text, path, fault);
        using StreamReader rows = Open(path, fault);
        int badAt = 0;
        using CsvParser parser = style.Parser(rows, BufferSize, args => badAt = args.Context.Parser!.RawRow);
        parser.Read();
        string[] names = [.. Enumerable.Range(0, parser.Count).Select(i => parser[i].Trim())];
        var place = new LinkPlaces(names);
        if (place.User < 0 || place.Contact < 0)
            throw fault.Invalid(1, $"there is no column {(place.User < 0 ? string.Join(" or ", LinkColumns.User) : string.Join(" or ", LinkColumns.Contact))}.", "Name the columns of users and contacts in the first line.");
        int line = parser.RawRow + 1;
        while (Next(parser, fault, line))
        {
            if (parser.Count > 1 || parser[0].Length > 0)
                yield return place.Row(parser, line, isBroken: badAt >= line || parser.Count != names.Length, path);
            line = parser.RawRow + 1;
        }
    }

    private static bool Next(CsvParser parser, FileFault fault, int line)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException e)
        {
            throw fault.Invalid(line, "a cell does not end.", "Look for a quote that is never closed.", e);
        }
        catch (Exception e) when (e is IOException or System.Text.DecoderFallbackException)
        {
            throw fault.Reading(e);
        }
    }

    private static CsvStyle Header(StreamReader text, string path, FileFault fault)
    {
        try
        {
            return new CsvFormat(new FileSettings { Path = path }, fault).Probe(text) is CsvShape shape
                ? shape.Style
                : throw fault.Invalid(1, "the file is empty.", "The first line must name the columns UserId and ContactId.");
        }
        catch (Exception e) when (e is IOException or System.Text.DecoderFallbackException)
        {
            throw fault.Reading(e);
        }
    }

    private static StreamReader Open(string path, FileFault fault)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new UserSyncException(new SyncError(ErrorIds.FileNotFound, $"The file {path} does not exist.") { Item = path, Remedy = "Check the path." });
        try
        {
            return new StreamReader(path, Utf8Text.Reading, detectEncodingFromByteOrderMarks: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw fault.Reading(e);
        }
    }
}
