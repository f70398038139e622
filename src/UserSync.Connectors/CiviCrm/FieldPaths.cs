using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>How paths of a profile are called in the API.</summary>
internal static class FieldPaths
{
    /// <summary>Before the name of a website type: <c>website.Main</c>.</summary>
    public const string Website = "website.";

    private const string Address = "address.";

    // Of all contacts these are read in any case.
    private static readonly string[] Core = ["id", "contact_type", "is_deleted", "display_name", "first_name", "last_name", "created_date", "modified_date"];

    // Secrets, derived texts, and what is told elsewhere.
    private static readonly HashSet<string> Hidden = new(StringComparer.Ordinal)
    {
        "api_key", "hash", "sort_name", "display_name", "id", "contact_type", "is_deleted", "first_name", "last_name", "email_greeting_display", "postal_greeting_display", "addressee_display", "external_identifier",
    };

    private static readonly string[] AddressFields = ["street_address", "city", "postal_code"];

    /// <summary>The field that a path means; null for a list path, a website, or what the contact has itself.</summary>
    public static string? ToApi(string path) => path switch
    {
        "id" or "url" => null,
        "name" => "display_name",
        _ when path.StartsWith(Website, StringComparison.Ordinal) => null,
        _ when path.StartsWith(Address, StringComparison.Ordinal) => "address_primary." + path[Address.Length..],
        _ when MultiPath.Parse(path) is not null => null,
        _ => path,
    };

    /// <summary>The paths of the fields beside lists and names that a query asks for; null asks for all.</summary>
    public static IReadOnlyList<string> Asked(IReadOnlyCollection<string>? paths, CiviSite site) => paths is null
        ? [.. site.Fields.Values.Where(f => !Hidden.Contains(f.Name)).Select(f => f.Name), .. AddressFields.Select(f => Address + f)]
        : [.. paths.Where(p => p is not ("name" or "first_name" or "last_name") && ToApi(p) is not null)];

    /// <summary>What a get selects for these paths.</summary>
    public static IEnumerable<string> Selection(IEnumerable<string> paths) => Core.Concat(paths.Select(ToApi).OfType<string>());

    /// <summary>All fields for a profile.</summary>
    public static IEnumerable<FieldInfo> List(CiviSite site)
    {
        yield return new FieldInfo("id", "Contact ID", "text") { Writable = false };
        yield return new FieldInfo("name", "Display name; written as first and last name", "text");
        yield return new FieldInfo("first_name", "First Name", "text");
        yield return new FieldInfo("last_name", "Last Name", "text");
        yield return new FieldInfo("url", "Address of the contact in CiviCRM", "url") { Writable = false };
        yield return new FieldInfo("EMAIL", "All e-mail addresses", "email");
        yield return new FieldInfo("PHONE", "All telephone numbers", "phone");
        foreach (string type in site.LocationTypes)
        {
            yield return new FieldInfo($"EMAIL[{type}]", $"E-mail addresses, {type}", "email");
            yield return new FieldInfo($"PHONE[{type}]", $"Telephone numbers, {type}", "phone");
        }

        foreach (string type in site.WebsiteTypes)
            yield return new FieldInfo(Website + type, $"Website, {type}", "url");
        foreach (string field in AddressFields)
            yield return new FieldInfo(Address + field, $"Primary address, {field}", "text");
        foreach (CiviField field in site.Fields.Values.Where(f => !Hidden.Contains(f.Name)).OrderBy(f => f.Name, StringComparer.Ordinal))
            yield return field.ToInfo();
    }
}
