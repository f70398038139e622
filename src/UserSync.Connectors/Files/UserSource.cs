using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Makes users from rows.</summary>
internal sealed class UserSource(EndSettings settings, string? profile, TableColumns columns, FileFault fault)
    : RecordSource<CmsUser>(columns, settings.File?.UrlTemplate, fault)
{
    /// <inheritdoc/>
    public override CmsUser From(IRowValues row, RowFields.Layout fields)
    {
        string id = row.Get(Columns.Id, list: false).Text ?? "";
        return new CmsUser
        {
            Site = settings.Key,
            Profile = profile,
            UserId = id,
            UserName = Text(row, Columns.UserName),
            Email = Text(row, Columns.Email),
            Name = Text(row, Columns.Name),
            FirstName = Text(row, Columns.FirstName),
            LastName = Text(row, Columns.LastName),
            Enabled = Enabled(row),
            Groups = Columns.Groups < 0 ? [] : [.. Texts(row, Columns.Groups).Select(g => new CmsGroup(g, g))],
            CreatedAt = CreatedAt(row),
            ModifiedAt = ModifiedAt(row),
            ProfileUrl = Url(row, id),
            Fields = fields.Take(row),
        };
    }
}
