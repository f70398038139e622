using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Connectors.Files;

/// <summary>What users and contacts have in common when they are made from a row.</summary>
internal abstract class RecordSource<TRecord>(TableColumns columns, string? urlTemplate, FileFault fault)
{
    protected TableColumns Columns => columns;

    /// <summary>The record that a row holds.</summary>
    public abstract TRecord From(IRowValues row, RowFields.Layout fields);

    /// <summary>The address of a record's page; null when the profile has no template.</summary>
    public string? UrlOf(string id) => urlTemplate?.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal);

    /// <summary>The text of a property: null when the file has no such column.</summary>
    protected static string? Text(IRowValues row, int column)
    {
        if (column < 0)
            return null;
        FieldValue value = row.Get(column, list: false);
        return value.IsNotRead ? null : value.Text ?? "";
    }

    /// <summary>The page named in the row, else the one by the template.</summary>
    protected string? Url(IRowValues row, string id) =>
        columns.Url >= 0 && row.Get(columns.Url, list: false).Text is { } url ? url : UrlOf(id);

    /// <summary>The trimmed texts of a list; nothing when the file has no such column.</summary>
    protected static IEnumerable<string> Texts(IRowValues row, int column) =>
        column < 0 ? [] : row.Get(column, list: true).Values.Select(v => v.Trim()).Where(v => v.Length > 0);

    protected DateTimeOffset? CreatedAt(IRowValues row) =>
        columns.CreatedAt < 0 ? null : FileTime.Parse(row.Get(columns.CreatedAt, list: false));

    /// <summary>A time that cannot be read is an error: an incremental run that trusts it would pass changes over.</summary>
    protected DateTimeOffset? ModifiedAt(IRowValues row)
    {
        if (columns.Modified < 0 || row.Get(columns.Modified, list: false) is not { HasValue: true } value)
            return null;
        return FileTime.Parse(value)
            ?? throw fault.Invalid(row.Line, "the time of the last change is none.", "Write it as 2026-01-31T13:45:00Z, or leave \"modifiedColumn\" out of the profile.");
    }

    protected bool? Enabled(IRowValues row)
    {
        if (columns.Enabled < 0 || row.Get(columns.Enabled, list: false).Text is not { } text)
            return null;
        return text.Trim().ToUpper(CultureInfo.InvariantCulture) switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => throw fault.Invalid(row.Line, "the state of the account is neither true nor false.", "Write true, false, 1 or 0, or leave \"enabledColumn\" out of the profile."),
        };
    }
}
