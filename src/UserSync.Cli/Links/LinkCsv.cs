using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Cli.Links;

/// <summary>Links as CSV: our own columns, and those of the WT AmoCRM library's table.</summary>
internal static class LinkCsv
{
    private static readonly string[] Columns = ["site", "account", "user_id", "user_key", "contact_id", "is_temporary", "origin", "email", "created_at", "updated_at", "user_url", "contact_url"];
    private static readonly string[] UserColumns = ["user_id", "joomla_user_id"];
    private static readonly string[] ContactColumns = ["contact_id", "amocrm_contact_id"];
    private static readonly string[] TemporaryColumns = ["is_temporary", "is_temporary_user"];

    /// <summary>Writes all links; the file takes its place when it is whole, readable by its owner only.</summary>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<SyncLink> links)
    {
        string unfinished = path + ".usersync-new";
        long count = 0;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var text = new StreamWriter(unfinished, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), options))
            await using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }))
            {
                await WriteRowAsync(csv, Columns);
                await foreach (SyncLink link in links)
                {
                    await WriteRowAsync(csv,
                    [
                        link.Site, link.Account, link.UserId, link.UserKey, link.ContactId, link.IsTemporary ? "1" : "0", link.Origin.ToString(), link.Email,
                        Time(link.CreatedAt), Time(link.UpdatedAt), link.UserUrl, link.ContactUrl,
                    ]);
                    count++;
                }
            }

            File.Move(unfinished, path, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Raises an error when there is no such file, or it lacks a column.</summary>
    public static void EnsureReadable(string path)
    {
        if (!File.Exists(path))
            throw new UserSyncException(new SyncError(ErrorIds.FileNotFound, $"There is no file {path}.") { Item = path, Remedy = "Check the path." });
        using CsvReader csv = Open(path);
        string[] header = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord ?? [] : [];
        foreach (string[] needed in (string[][])[UserColumns, ContactColumns])
        {
            if (!header.Any(h => needed.Contains(h.Trim(), StringComparer.OrdinalIgnoreCase)))
                throw new UserSyncException(new SyncError(ErrorIds.FileInvalid, $"{path} has no column {string.Join(" or ", needed)}.") { Item = path, Remedy = "The first line must name the columns." });
        }
    }

    /// <summary>The links of a file; a row that is none comes with its error.</summary>
    public static IEnumerable<LinkChange> Read(string path, string site, string account)
    {
        using CsvReader csv = Open(path);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
            yield return ReadRow(csv, path, site, account);
    }

    private static LinkChange ReadRow(CsvReader csv, string path, string site, string account)
    {
        string item = string.Create(CultureInfo.InvariantCulture, $"{path}, line {csv.Parser.RawRow}");
        var link = new SyncLink
        {
            Site = Cell(csv, "site") is { Length: > 0 } ofSite ? ofSite : site,
            Account = Cell(csv, "account") is { Length: > 0 } ofAccount ? ofAccount : account,
            UserId = Cell(csv, UserColumns),
            ContactId = Cell(csv, ContactColumns),
            IsTemporary = Cell(csv, TemporaryColumns) is "1" or "true" or "True",
            Origin = LinkOrigin.Imported,
            Email = Optional(csv, "email"),
            UserUrl = Optional(csv, "user_url"),
            ContactUrl = Optional(csv, "contact_url"),
        };
        if (Optional(csv, "user_key") is { } key)
            link = link with { UserKey = key };
        if (link.UserId.Length == 0 || link.ContactId.Length == 0)
            return Refused(link, ErrorIds.InvalidLinkRow, $"The row has no {(link.UserId.Length == 0 ? "user" : "contact")} id.", item, "Complete the row, or remove it.");
        if (link.Site != site || link.Account != account)
            return Refused(link, ErrorIds.ForeignItem, $"The link belongs to site {link.Site} and account {link.Account}, the profile to {site} and {account}.", item, "Import it with the profile of that site.");
        return new LinkChange(link, Changed: false);
    }

    private static LinkChange Refused(SyncLink link, string id, string message, string item, string remedy) => new(link, Changed: false, new SyncError(id, message) { Item = item, Remedy = remedy });

    private static string? Optional(CsvReader csv, string column) => Cell(csv, column) is { Length: > 0 } text ? text : null;

    private static string Cell(CsvReader csv, params string[] columns)
    {
        foreach (string column in columns)
        {
            if (csv.TryGetField(column, out string? text) && !string.IsNullOrWhiteSpace(text))
                return text.Trim();
        }

        return "";
    }

    private static CsvReader Open(string path)
    {
        string head = File.ReadLines(path).FirstOrDefault() ?? "";
        return new CsvReader(new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = head.Count(c => c == ';') > head.Count(c => c == ',') ? ";" : ",",
            PrepareHeaderForMatch = static header => header.Header.Trim().ToLowerInvariant(),
            MissingFieldFound = null,
            BadDataFound = null,
        });
    }

    private static async Task WriteRowAsync(CsvWriter csv, IEnumerable<string?> cells)
    {
        foreach (string? cell in cells)
            csv.WriteField(cell);
        await csv.NextRecordAsync();
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
