using System.Globalization;
using System.Text;
using UserSync.Connectors.Accounts;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>What Joomla would refuse, lose silently or crash on; found before anything is sent.</summary>
internal static class WriteRules
{
    // Columns of #__users; Joomla answers with a message of the database beyond them.
    private const int LongestName = 400;
    private const int LongestEmail = 100;
    private const int LongestLogin = 150;

    /// <summary>The first thing that is wrong with a write; null when nothing is.</summary>
    public static SyncError? Check(RecordWrite write, FieldTable fields, Calendar calendar)
    {
        foreach (FieldWrite field in write.Fields)
        {
            if (Check(write.Kind, field, fields, calendar) is { } error)
                return error;
        }

        return write.Kind == WriteKind.Create && write.Fields.All(static f => f.Path != "email" || !f.Value.HasValue)
            ? Refused("email", "A user of Joomla needs an e-mail address.", "Map the e-mail, or allow temporary addresses under users.temporary.")
            : null;
    }

    /// <summary>The error for a required field without a value.</summary>
    public static SyncError Missing(JoomlaField field) => Refused(field.Path, $"Joomla saves no user without a value for the required field \"{field.Label}\" ({field.Name}), and there is none.",
        $"Map something onto {field.Path}, fill it in Joomla, or make the field optional.");

    /// <summary>The error for a custom field that the site does not have.</summary>
    public static SyncError Unknown(string name) => Refused(UserFields.CustomPrefix + name, $"The site has no published custom field \"{name}\"; Joomla drops such values without a word.",
        "Make the field in Joomla (Users > Fields) and publish it, or take it out of the field map; Get-CmsField lists the fields.");

    /// <summary>The error for values that came back as another day or moment.</summary>
    public static SyncError Shifted(JoomlaField field, Calendar calendar) => Refused(field.Path,
        $"The value of the calendar \"{field.Label}\" came back as another one: the user of the token is not in the time zone {calendar.Zone}.",
        "Set cms.timeZone to the time zone of that user in Joomla, or of the site where the user has none; then run again.");

    /// <summary>An item that is refused.</summary>
    public static SyncError Refused(string? item, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Cms, Item = item, Remedy = remedy };

    private static SyncError? Check(WriteKind kind, FieldWrite field, FieldTable fields, Calendar calendar)
    {
        if (UserFields.CustomName(field.Path) is { } name)
            return fields.TryGet(name, out JoomlaField? custom) ? Check(field, custom, calendar) : Unknown(name);
        string text = field.Value.ToString();
        return field.Path switch
        {
            "email" when field.Value.IsEmpty && kind != WriteKind.Create => Refused(field.Path, "The e-mail address of a Joomla user cannot be cleared.", "Do not let empty addresses travel to the site."),
            "email" when MailDomain.ToAscii(text).Length > LongestEmail => TooLong(field.Path, text.Length, LongestEmail),
            "name" when string.IsNullOrWhiteSpace(text) && kind != WriteKind.Create => Refused(field.Path, "The name of a Joomla user cannot be cleared.", "Do not let empty names travel to the site."),
            "name" when Letters(text) > LongestName => TooLong(field.Path, Letters(text), LongestName),
            "username" when !IsLogin(text) && (kind != WriteKind.Create || field.Value.HasValue) => Refused(field.Path, $"\"{text}\" cannot be a login name in Joomla.",
                "It needs 2 to 150 characters, no blank at its ends and none of < > \\ \" ' % ; ( ) &. Without a mapping of username UserSync makes one from the address."),
            "email" or "name" or "username" => null,
            _ when field.Path.StartsWith(UserFields.ParamsPrefix, StringComparison.Ordinal) => Refused(field.Path, "Joomla's web services do not tell params.",
                "Fields of params need the agent on the site's host; a custom field of Joomla needs none."),
            _ => Refused(field.Path, $"Joomla has no field \"{field.Path}\" that can be written.", "Get-CmsField lists the fields."),
        };
    }

    private static SyncError? Check(FieldWrite field, JoomlaField custom, Calendar calendar)
    {
        if (!custom.IsWritable)
            return Refused(field.Path, $"A custom field of the type {custom.Type} can only be read.", "Take it out of the fields that travel to the site.");
        if (field.Value.IsEmpty)
            return custom.Required ? Missing(custom) : null;
        if (custom.HasChoices && field.Value.Values.FirstOrDefault(v => !custom.Choices.Contains(v, StringComparer.Ordinal)) is { } unknown)
        {
            return Refused(field.Path, $"\"{unknown}\" is no value of \"{custom.Label}\".",
                $"Its values are {string.Join(", ", custom.Choices.Take(20))}; use the transform \"map\" for others.");
        }

        if (!custom.Several && field.Value.Count > 1)
            return Refused(field.Path, $"\"{custom.Label}\" holds one value, not {field.Value.Count.ToString(CultureInfo.InvariantCulture)}.", "Use a transform, or map another field.");
        return custom.IsCalendar && calendar.Write(field.Value.Text!, custom.WithTime) is null
            ? Refused(field.Path, $"\"{field.Value.Text}\" is no date; Joomla would lose the stored one.", "Dates are written 1990-12-31, points in time 2024-05-06T07:08:09Z; use the transform \"date\" for other forms.")
            : null;
    }

    private static bool IsLogin(string text) => text.Length is >= 2 and < LongestLogin && text.Trim() == text && !text.AsSpan().ContainsAny(UserFields.NotInLogins);

    private static int Letters(string text) => text.EnumerateRunes().Count();

    private static SyncError TooLong(string path, int length, int longest) => Refused(path,
        string.Create(CultureInfo.InvariantCulture, $"The value of \"{path}\" has {length} characters, Joomla stores {longest}."), "Shorten it at its source.");
}
