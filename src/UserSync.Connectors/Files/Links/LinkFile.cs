using CsvHelper;
using UserSync.Connectors.Files.Csv;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files.Links;

/// <summary>Reads links from a CSV, ours, of the WT AmoCRM library, or of CiviCRM's UFMatch, or from an SQL dump with that library's table. A bad row costs only itself.</summary>
public static class LinkFile
{
    private const int BufferSize = 1 << 15;

    /// <summary>The rows of a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="layout">Whose table the file must hold; null takes any, by its columns.</param>
    /// <exception cref="UserSyncException">FileNotFound, FileInvalid: no row can be read.</exception>
    public static IEnumerable<LinkRow> Read(string path, LinkLayout? layout = null)
    {
        var fault = new FileFault(Side.Cms, path);
        using (StreamReader text = Open(path, fault))
        {
            if (SqlDump.IsOne(Start(text, fault)))
                return layout is null or LinkLayout.WtAmoCrm ? ReadDump(path, fault) : throw fault.Invalid(1, $"it is an SQL dump, which holds no table of the layout {layout}.", "Leave the format out, or name a CSV.");
        }

        return ReadCsv(path, layout, fault);
    }

    private static IEnumerable<LinkRow> ReadDump(string path, FileFault fault)
    {
        using StreamReader text = Open(path, fault);
        SqlDump dump = new(text, LinkColumns.WtTable);
        LinkPlaces? place = null;
        IReadOnlyList<string>? named = null;
        using IEnumerator<(int Line, List<string?> Cells, bool Broken)> rows = dump.Rows().GetEnumerator();
        while (Next(rows.MoveNext, fault, 1))
        {
            (int line, List<string?> cells, bool broken) = rows.Current;
            if (place is null || !ReferenceEquals(named, dump.Columns))
            {
                // A dump of the rows alone does not name the columns.
                named = dump.Columns;
                place = new LinkPlaces([.. named.Count > 0 ? named : LinkColumns.Wt]);
                if (place.User < 0 || place.Contact < 0)
                    throw fault.Invalid(line, "the table has other columns.", $"It must have {string.Join(", ", LinkColumns.Wt)}.");
            }

            int count = named!.Count > 0 ? named.Count : LinkColumns.Wt.Length;
            yield return place.Row(cells, line, broken || cells.Count != count, path);
        }

        if (place is null)
            throw fault.Invalid(1, $"the dump has no rows of a table that ends with {LinkColumns.WtTable}.", "Dump that table with its rows: mysqldump site jos_lib_wt_amocrm_users_sync.");
    }

    private static IEnumerable<LinkRow> ReadCsv(string path, LinkLayout? layout, FileFault fault)
    {
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
        if (Required(layout).FirstOrDefault(c => !names.Contains(c, StringComparer.OrdinalIgnoreCase)) is { } missing)
            throw fault.Invalid(1, $"there is no column {missing}, which a table of the layout {layout} has.", "Leave the format out to take the columns as they are.");
        int line = parser.RawRow + 1;
        while (Next(parser.Read, fault, line))
        {
            if (parser.Count > 1 || parser[0].Length > 0)
                yield return place.Row([.. Enumerable.Range(0, parser.Count).Select(i => parser[i])], line, isBroken: badAt >= line || parser.Count != names.Length, path);
            line = parser.RawRow + 1;
        }
    }

    private static string[] Required(LinkLayout? layout) => layout switch
    {
        LinkLayout.WtAmoCrm => ["joomla_user_id", "amocrm_contact_id"],
        LinkLayout.UFMatch => ["uf_id", "contact_id"],
        LinkLayout.UserSync => ["UserId", "ContactId"],
        _ => [],
    };

    private static string Start(StreamReader text, FileFault fault)
    {
        char[] start = new char[64];
        try
        {
            return new string(start, 0, text.ReadBlock(start));
        }
        catch (Exception e) when (e is IOException or System.Text.DecoderFallbackException)
        {
            throw fault.Reading(e);
        }
    }

    private static bool Next(Func<bool> read, FileFault fault, int line)
    {
        try
        {
            return read();
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
