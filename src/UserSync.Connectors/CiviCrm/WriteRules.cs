using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>What CiviCRM would store wrongly or drop without a word (contract 4.7); found before anything is sent.</summary>
internal static class WriteRules
{
    private static readonly Dictionary<string, int> Longest = new(StringComparer.Ordinal)
    {
        ["first_name"] = 64, ["middle_name"] = 64, ["last_name"] = 64, ["nick_name"] = 128, ["job_title"] = 255, ["source"] = 255, [ContactMarker.Field] = 64, ["legal_identifier"] = 32, ["formal_title"] = 64,
        ["address.street_address"] = 96, ["address.city"] = 64, ["address.postal_code"] = 64,
    };

    private static readonly CiviTime AnyZone = new(null);

    /// <summary>The first thing that is wrong with a write; null when nothing is.</summary>
    public static SyncError? Check(RecordWrite write, CiviSite site) => write.Fields.Select(f => Check(f, site)).FirstOrDefault(e => e is not null);

    private static SyncError? Check(FieldWrite field, CiviSite site)
    {
        string text = field.Value.Text ?? "";
        if (MultiPath.Parse(field.Path) is { } list)
            return CheckElement(field.Path, list, text, site);
        if (field.Path.StartsWith(FieldPaths.Website, StringComparison.Ordinal))
            return CheckWebsite(field.Path, text, site);
        if (field.Path == "name")
        {
            (string first, string last) = PersonName.Split(text);
            return first.Length > 64 || last.Length > 64 ? TooLong(field.Path, Math.Max(first.Length, last.Length), 64) : null;
        }

        if (Longest.TryGetValue(field.Path, out int longest) && text.Length > longest)
            return TooLong(field.Path, text.Length, longest);
        if (field.Path is "id" or "url" or "display_name" or "created_date" or "modified_date" or "is_deleted" or "api_key" or "contact_type")
            return Refused(field.Path, $"\"{field.Path}\" of a contact in CiviCRM is not written by UserSync.", "Take it out of the field map.");
        if (field.Path is "first_name" or "last_name" || field.Path.StartsWith("address.", StringComparison.Ordinal))
            return null;
        return site.Fields.TryGetValue(field.Path, out CiviField? known) ? CheckValue(field, known) : site.Fields.Count == 0 ? null : Unknown(field.Path);
    }

    private static SyncError? CheckElement(string path, MultiPath list, string text, CiviSite site)
    {
        if (list.Kind is { } kind && site.LocationTypes.Count > 0 && !site.LocationTypes.Contains(kind, StringComparer.OrdinalIgnoreCase))
            return Refused(path, $"CiviCRM has no location type \"{kind}\"; it would silently take the default.", $"Use one of {string.Join(", ", site.LocationTypes)}.");
        if (list.Base == MultiPath.Phone)
            return text.Length > 32 ? TooLong(path, text.Length, 32) : null;
        return text.Length > 0 && (text.Length > 254 || EmailNormaliser.Normalise(text) is null)
            ? Refused(path, "This is no e-mail address; CiviCRM would store it as one.", "Correct the address at its source.")
            : null;
    }

    private static SyncError? CheckWebsite(string path, string text, CiviSite site)
    {
        string type = path[FieldPaths.Website.Length..];
        if (site.WebsiteTypes.Count > 0 && !site.WebsiteTypes.Contains(type, StringComparer.Ordinal))
        {
            return Refused(path, $"CiviCRM has no website type \"{type}\".",
                $"Add it under Administer > Customize Data and Screens > Dropdown Options > Website Types, or use one of {string.Join(", ", site.WebsiteTypes)}.");
        }

        return text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && text.Length <= 2048)
            ? null
            : Refused(path, "This is no web address; CiviCRM would store and show any text, scripts among them.", "Map an address that begins with https://.");
    }

    private static SyncError? CheckValue(FieldWrite field, CiviField known)
    {
        if (known.ReadOnly)
            return Refused(field.Path, $"The field \"{field.Path}\" can only be read.", "Take it out of the field map.");
        foreach (string text in field.Value.Values)
        {
            if (known.Options.Count > 0 && Option(known, text) is null)
            {
                return Refused(field.Path, $"\"{text}\" is no option of \"{field.Path}\"; CiviCRM would store nothing instead.",
                    $"Use a map transform to one of {string.Join(", ", known.Options.Take(20).Select(o => o.Value))}.");
            }

            bool fits = known.DataType switch
            {
                _ when known.Options.Count > 0 => true,
                "Date" or "Timestamp" => AnyZone.Write(text) is not null,
                "Integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
                "Float" or "Money" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
                "Boolean" => text is "true" or "false" or "1" or "0",
                "Link" => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https",
                "String" when known.Custom => text.Length <= 255,
                _ => true,
            };
            if (!fits)
            {
                return Refused(field.Path, $"\"{field.Path}\" takes {known.DataType}, not this value; CiviCRM would store something else without a word.",
                    "Dates are yyyy-MM-dd, times RFC 3339, numbers with a point; use a transform, or map another field.");
            }
        }

        return null;
    }

    /// <summary>The stored value of an option that was given by value or label; null when there is none.</summary>
    public static string? Option(CiviField field, string text) =>
        (field.Options.FirstOrDefault(o => string.Equals(o.Value, text, StringComparison.Ordinal)) ?? field.Options.FirstOrDefault(o => string.Equals(o.Label, text, StringComparison.OrdinalIgnoreCase)))?.Value;

    /// <summary>The error for a field that is not there, or that the account may not see: CiviCRM does not tell one from the other.</summary>
    public static SyncError Unknown(string path) => Refused(path, $"CiviCRM does not show a field \"{path}\"; values for it would be dropped without a word.",
        "Check its name with Get-CrmField. Custom fields need the permissions \"access all custom data\" and \"edit all custom data\".");

    private static SyncError TooLong(string path, int length, int longest) =>
        Refused(path, string.Create(CultureInfo.InvariantCulture, $"The value of \"{path}\" has {length} characters, CiviCRM keeps {longest}."), "Shorten it at its source, or use a truncate transform.");

    private static SyncError Refused(string item, string message, string remedy) =>
        new(ErrorIds.ItemRefused, message) { Kind = ConnectorErrorKind.InvalidItem, Side = Side.Crm, Item = item, Remedy = remedy };
}
