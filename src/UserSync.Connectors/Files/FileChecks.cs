using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>What must be true of a file before a run can use it.</summary>
internal sealed class FileChecks(Side side, string path, TableFile table, Func<TableColumns> columns, IReadOnlyList<string> mapped)
{
    /// <summary>Runs the checks; those that a failed one makes pointless are left out.</summary>
    public IEnumerable<CheckResult> Run(CancellationToken cancellationToken)
    {
        yield return Folder();
        TableColumns? found = null;
        yield return Try("header", () =>
        {
            found = columns();
            return $"{table.Shape.Names.Count} columns, the id among them.";
        });
        if (found is null)
            yield break;
        yield return found.HasEmail
            ? Passed("e-mail column", "There is one.")
            : Failed("e-mail column", "There is no column of e-mail addresses.", "Add a column \"email\", or name the one that holds them in \"columns\" of the profile.");
        foreach (string field in mapped.Distinct(StringComparer.Ordinal))
        {
            yield return found.Holds(field)
                ? Passed($"field {field}", "The file has its column.")
                : Failed($"field {field}", "The file has no column for it.", $"Add a column \"{ColumnNames.HeaderOf(side, field)}\", or name one in the profile: \"columns\": {{ \"{field}\": \"…\" }}.");
        }

        yield return Try("rows", () => $"{table.Rows(cancellationToken).Count()} rows, no id twice.");
    }

    private CheckResult Folder()
    {
        string folder = Path.GetDirectoryName(path)!;
        string probe = Path.Combine(folder, $".{Path.GetFileName(path)}.usersync-check");
        try
        {
            if (File.Exists(path) && FileReplacement.IsReadOnly(path))
                return Failed("file can be written", $"{path} is marked read-only.", "Make it writable, if this side is written to.");
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            return Passed("file can be written", $"New files can be made in {folder}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed("file can be written", e.Message, $"Let the account of UserSync make files in {folder}, if this side is written to.");
        }
    }

    private CheckResult Try(string check, Func<string> test)
    {
        try
        {
            return Passed(check, test());
        }
        catch (ConnectorException e)
        {
            return Failed(check, e.Error.Message, e.Error.Remedy);
        }
    }

    private CheckResult Passed(string check, string detail) => new(check, true, detail) { Side = side };

    private CheckResult Failed(string check, string detail, string? remedy) => new(check, false, detail) { Side = side, Remedy = remedy };
}
