using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>The columns of a file that is to be made.</summary>
internal static class NewFileColumns
{
    /// <summary>The id, what the profile maps, an e-mail column in any case, and the columns that the settings name.</summary>
    public static string[] For(Side side, FileSettings settings, IReadOnlyList<string> mapped)
    {
        bool hasEmail = mapped.Concat(settings.Columns.Keys).Any(p => MultiPath.Parse(p)?.Base == MultiPath.Email);
        string[] email = hasEmail ? [] : ["email"];
        string?[] named = [settings.TagsColumn, settings.GroupsColumn, settings.EnabledColumn, settings.ModifiedColumn];
        return
        [
            .. mapped.Where(p => p != "id")
                .Select(p => settings.Columns.GetValueOrDefault(p) ?? ColumnNames.HeaderOf(side, p))
                .Prepend(settings.IdColumn)
                .Concat(email)
                .Concat(settings.Columns.Values)
                .Concat(named.OfType<string>())
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }
}
