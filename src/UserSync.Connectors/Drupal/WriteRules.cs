using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>What Drupal would refuse or misunderstand; found before anything is sent.</summary>
/// <param name="fields">The definitions of the site's fields; null when the account may not see them.</param>
/// <param name="shapes">What was learned of fields from users instead.</param>
internal sealed class WriteRules(IReadOnlyDictionary<string, DrupalField>? fields, FieldShapes shapes)
{
    /// <summary>The first thing that is wrong with a write; null when nothing is.</summary>
    public SyncError? Check(RecordWrite write) => write.Fields.Select(f => Check(write.Kind, f)).FirstOrDefault(e => e is not null);

    /// <summary>The error for an item that is refused.</summary>
    public static SyncError Refused(string? item, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Cms, Item = item, Remedy = remedy };

    private SyncError? Check(WriteKind kind, FieldWrite field)
    {
        string text = field.Value.ToString();
        switch (field.Path)
        {
            case "email" when field.Value.IsEmpty && kind != WriteKind.Create:
                return Refused(field.Path, "The e-mail address of a Drupal user cannot be cleared.", "Do not let empty addresses travel to the site.");
            case "email" when text.Length > UserFields.LongestEmail:
                return Refused(field.Path, string.Create(CultureInfo.InvariantCulture, $"The address has {text.Length} characters, Drupal stores {UserFields.LongestEmail}."), "Shorten it at its source.");
            case "name" or "username" when kind != WriteKind.Create && UserName.Valid(text).Length == 0:
                return Refused(field.Path, $"Nothing is left of \"{text}\" that could be a user name: Drupal takes letters, digits, spaces and . - ' _ @ +.", "Correct the name at its source, or take it out of the field map.");
            case "email" or "name" or "username":
                return null;
        }

        if (UserFields.Attribute(field.Path) is not { } name)
        {
            return Refused(field.Path, $"Drupal has no field \"{field.Path}\" that can be written.",
                field.Path is "first_name" or "last_name" ? "Map a field that the site gave its users, such as fields.field_first_name; Get-CmsField lists them." : "Get-CmsField lists the fields.");
        }

        if (UserFields.IsWritableCore(name))
            return null;
        if (fields is null)
            return CheckShape(field, text, shapes.Of(name));
        return fields.TryGetValue(name, out DrupalField? known) && known.KnownType is not null ? CheckType(field, known)
            : Refused(field.Path, $"The users of the site have no field \"{name}\" that UserSync can write.", "Get-CmsField lists the fields.");
    }

    private static SyncError? CheckShape(FieldWrite field, string text, FieldShape shape)
    {
        bool fits = field.Value.IsEmpty || shape switch
        {
            FieldShape.Number => DrupalField.IsDecimal(text),
            FieldShape.Boolean => text is "true" or "false",
            _ => true,
        };
        return !fits ? Misfit(field, shape == FieldShape.Number ? "a number" : "true or false")
            : field.Value.Count > 1 && shape is FieldShape.Text or FieldShape.Number or FieldShape.Boolean or FieldShape.Object ? Single(field) : null;
    }

    private static SyncError? CheckType(FieldWrite field, DrupalField known)
    {
        if (field.Value.Count > 1 && !known.Many)
            return Single(field);
        if (field.Value.IsEmpty && known.Required)
            return Refused(field.Path, $"The site demands a value for \"{known.Label}\".", "Give it one at its source, or do not let empty values travel.");
        foreach (string text in field.Value.Values)
        {
            if (known.IsNumber && !DrupalField.IsDecimal(text))
                return Misfit(field, "a number");
            if (known.Type == "boolean" && text is not ("true" or "false"))
                return Misfit(field, "true or false");
            if (known.DateOnly && DrupalTime.Day(text) is null)
                return Misfit(field, "a day such as 1980-05-06");
            if (known.IsMoment && DrupalTime.Moment(text) is null)
                return Misfit(field, "a point in time with its offset, such as 2024-05-06T07:08:09+00:00");
            if (known.Choice(text) is null)
                return Misfit(field, $"one of {string.Join(", ", known.Choices.Keys)}");
            if (known.Longest is { } longest && new StringInfo(text).LengthInTextElements > longest)
                return Refused(field.Path, string.Create(CultureInfo.InvariantCulture, $"The value of \"{known.Label}\" is longer than the {longest} characters that the site stores."), "Shorten it at its source.");
        }

        return null;
    }

    private static SyncError Single(FieldWrite field) => Refused(field.Path, $"The field \"{field.Path}\" takes one value, not {field.Value.Count}.", "Use a transform such as join.");

    private static SyncError Misfit(FieldWrite field, string wanted) => Refused(field.Path, $"The field \"{field.Path}\" takes {wanted}, not this value.", "Use a transform, or map another field.");
}
