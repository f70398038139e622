using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What amoCRM would refuse, or store as something else; found before anything is sent.</summary>
internal static class WriteRules
{
    private const int LongestText = 256;

    /// <summary>The first thing that is wrong with a write; null when nothing is.</summary>
    public static SyncError? Check(RecordWrite write, FieldTable table) => write.Fields.Select(f => Check(f, table)).FirstOrDefault(e => e is not null);

    private static SyncError? Check(FieldWrite field, FieldTable table)
    {
        if (field.Path is "name" or "first_name" or "last_name")
            return null;
        if (MultiPath.Parse(field.Path) is { } list)
            return CheckElement(field, list, table);
        if (field.Path is "id" or "url")
            return Refused(field.Path, $"\"{field.Path}\" of a contact can only be read.", "Take it out of the field map.");
        if (table.Find(field.Path) is not { } place)
            return Refused(field.Path, $"The account has no field \"{field.Path}\".", "Check its number with Get-CrmField.");
        if (place.Part is null && place.Field.Parts.Count > 0)
            return Refused(field.Path, $"\"{field.Path}\" consists of parts.", $"Map one of {string.Join(", ", place.Field.Parts.Select(p => $"{field.Path}.{p}"))}.");
        if (!place.Field.Writable)
            return Refused(field.Path, $"UserSync does not write fields of the type {place.Field.Type}.", "Map another field.");
        return field.Value.Values.Select(v => CheckValue(field.Path, place, v, table.Zone)).FirstOrDefault(e => e is not null);
    }

    private static SyncError? CheckElement(FieldWrite field, MultiPath list, FieldTable table)
    {
        string[] kinds = [.. table.Kinds(list.Base)];
        if (list.Kind is { } kind && kinds.Length > 0 && !kinds.Contains(kind, StringComparer.OrdinalIgnoreCase))
            return Refused(field.Path, $"The account has no kind \"{kind}\" of {list.Base}.", $"Use one of {string.Join(", ", kinds)}.");
        string text = field.Value.Text ?? "";
        return list.Base == MultiPath.Email && text.Length > 0 && EmailNormaliser.Normalise(text) is null
            ? Refused(field.Path, "This is no e-mail address; amoCRM would store it as one.", "Correct the address at its source.")
            : null;
    }

    private static SyncError? CheckValue(string path, FieldPlace place, string text, TimeZoneInfo zone)
    {
        AmoField field = place.Field;
        switch (place.Part is null ? field.Type : "text")
        {
            case "select" or "radiobutton" or "multiselect":
                return field.Option(text) is not null ? null
                    : Refused(path, $"\"{text}\" is no option of \"{path}\".", $"Use a map transform to one of {string.Join(", ", field.Options.Take(20).Select(o => o.Value))}, or add the option in the account.");
            case "numeric" or "monetary":
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? null : Unfit(path, "a number with a point");
            case "checkbox":
                return text is "true" or "false" or "1" or "0" ? null : Unfit(path, "true or false");
            case "date" or "birthday":
                return FieldWriting.DateText(text, zone) is not null ? null : Unfit(path, "a date like 2024-05-31");
            case "date_time":
                return FieldWriting.MomentText(text) is not null ? null : Unfit(path, "a time like 2024-05-31T14:00:00+03:00");
            case "url":
                return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" ? null : Unfit(path, "an address that begins with https://");
            case "text" when text.Length > LongestText && place.Part is null:
                return Refused(path, string.Create(CultureInfo.InvariantCulture, $"The value of \"{path}\" has {text.Length} characters; a field of the type text keeps {LongestText}."), "Shorten it at its source, use a truncate transform, or a field of the type textarea.");
            default:
                return place.Part == "country" && (text.Length != 2 || !text.All(char.IsAsciiLetter)) ? Unfit(path, "a country of two letters such as DE") : null;
        }
    }

    private static SyncError Unfit(string path, string what) => Refused(path, $"\"{path}\" takes {what}, not this value.", "Use a transform, or map another field.");

    private static SyncError Refused(string item, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Crm, Item = item, Remedy = remedy };
}
