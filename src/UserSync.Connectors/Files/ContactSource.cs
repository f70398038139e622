using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Makes contacts from rows.</summary>
internal sealed class ContactSource(EndSettings settings, string? profile, TableColumns columns, FileFault fault)
    : RecordSource<CrmContact>(columns, settings.File?.UrlTemplate, fault)
{
    /// <inheritdoc/>
    public override CrmContact From(IRowValues row, RowFields.Layout fields)
    {
        string id = row.Get(Columns.Id, list: false).Text ?? "";
        return new CrmContact
        {
            Account = settings.Key,
            Profile = profile,
            ContactId = id,
            Name = Text(row, Columns.Name),
            FirstName = Text(row, Columns.FirstName),
            LastName = Text(row, Columns.LastName),
            Emails = Elements(row, Columns.Emails, static (text, kind) => new ContactEmail(text, kind)),
            Phones = Elements(row, Columns.Phones, static (text, kind) => new ContactPhone(text, kind)),
            Tags = Columns.Groups < 0 ? null : [.. Texts(row, Columns.Groups).Select(t => new CrmTag(t, t))],
            CreatedAt = CreatedAt(row),
            ModifiedAt = ModifiedAt(row),
            Url = Url(row, id),
            Fields = fields.Take(row),
        };
    }

    /// <summary>The elements of all columns of a list; null when none of them was read.</summary>
    private static List<T>? Elements<T>(IRowValues row, IReadOnlyList<ListColumn> columns, Func<string, string?, T> make)
    {
        List<T>? elements = null;
        for (int i = 0; i < columns.Count; i++)
        {
            FieldValue value = row.Get(columns[i].Column, list: true);
            if (value.IsNotRead)
                continue;
            elements ??= new List<T>(value.Count);
            if (value.Count == 1)
                elements.Add(make(value.Text!, columns[i].Kind));
            else
                elements.AddRange(value.Values.Select(v => make(v, columns[i].Kind)));
        }

        return elements;
    }
}
