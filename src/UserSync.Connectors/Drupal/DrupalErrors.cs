using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// What Drupal's answers mean that are no success. Texts are translated on some sites, so that statuses and pointers decide; the
/// text of a 500 holds SQL with a password's hash and is neither shown nor looked at beyond the name of the violated key.
/// </summary>
internal static class DrupalErrors
{
    /// <summary>Under this key the exception's data hold the attributes that were refused, separated by commas: <c>mail</c> for one that is taken, <c>mail/value</c> for one of a wrong form.</summary>
    public const string AttributesKey = "RemoteAttributes";

    /// <summary>Under this key the exception's data hold true when the site offers HTTP Basic authentication.</summary>
    public const string BasicKey = "BasicOffered";

    private const string PointerStart = "/data/attributes/";

    /// <summary>The classified error, or null when the answer says no more than its status.</summary>
    public static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        List<(string Detail, string? Attribute)>? errors = Errors(response);
        string detail = string.Join("; ", (errors ?? []).Select(e => e.Detail).Where(d => d.Length > 0).Distinct(StringComparer.Ordinal));
        string said = detail.Length > 0 ? $": {detail.TrimEnd('.')}" : "";
        switch (response.Status)
        {
            case 404 when response.LooksLikeHtml:
                return Error(ConnectorErrorKind.Fatal, "The site has no JSON:API at this address.",
                    "Enable the module JSON:API of core (Extend > Web services), and check that cms.url is the address of the site, without /jsonapi.");
            case 401:
                ConnectorException refused = Error(ConnectorErrorKind.Authentication, "The site asks for a credential.", "Check the credential of the profile.");
                refused.Data[BasicKey] = response.Header("WWW-Authenticate")?.StartsWith("Basic", StringComparison.OrdinalIgnoreCase) == true;
                return refused;
            case 403 when errors is not null && Attributes(errors) is { Length: > 0 }:
                return Error(ConnectorErrorKind.InvalidItem, $"The site does not allow this value to be set{said}.", "Take the field out of those that travel to the site.");
            case 403 when errors is not null:
                return Error(ConnectorErrorKind.Permission, $"The site does not allow this{said}.", "Give the account a role with the permission \"administer users\"; docs/drupal.md lists what else may be needed.");
            case 404 when errors is not null:
                // Of a create and of a change of roles it can only be a role; else it is the user.
                return request.Path == DrupalRoutes.Users || request.Path.EndsWith("/relationships/roles", StringComparison.Ordinal)
                    ? Error(ConnectorErrorKind.InvalidItem, "The site does not know a role that the user is to get: it was deleted.", "Get-CmsGroup lists the roles of the site; correct users.groups or the table of groups.")
                    : Error(ConnectorErrorKind.NotFound, "The user does not exist on the site.", null);
            case 405 when errors is not null:
                return Error(ConnectorErrorKind.Fatal, "JSON:API of the site accepts only reading.",
                    "Allow all operations under Configuration > Web services > JSON:API (/admin/config/services/jsonapi), or run: drush config:set jsonapi.settings read_only 0");
            case 409:
                return Error(ConnectorErrorKind.Duplicate, "The site has a user already that was once made for the same contact.", "Link the two by New-SyncLink, or delete that user to have a new one made.");
            case 422 or 400 when errors is not null && request.Safety != Safety.Read:
                return Error(ConnectorErrorKind.InvalidItem, $"The site refused the values{said}.",
                    "Correct the value at its source. A field that the site demands must be mapped and have a value, or be made optional on the site.");
            case 406 when request.Safety != Safety.Read:
                return Error(ConnectorErrorKind.InvalidItem, "Something before the site refused the values (406).", "A firewall such as mod_security does this; let UserSync through, or correct the value at its source.");
            case 406:
                return Error(ConnectorErrorKind.Fatal, "Something before the site refused the question (406).", "Drupal does not answer so: a firewall such as mod_security does. Let UserSync through.");
            case 400 when errors is not null:
                return Error(ConnectorErrorKind.Protocol, $"The site did not understand the question{said}.", "A module that changes JSON:API may be in the way; look into the site's log.");
            case 503 when errors is not null:
                return Error(ConnectorErrorKind.Maintenance, "The site is being maintained.", "Run again when the maintenance is over, or give the account the permission \"use the site in maintenance mode\".");
            case 500 when IsTakenName(response):
                // Validation tells e from é, the database does not: the insert was rolled back.
                errors = [("", "name")];
                return Error(ConnectorErrorKind.Duplicate, "The user name belongs to another user: names that differ only in accents are the same to the site's database.", "Give one of the two another name.");
            default:
                return null;
        }

        ConnectorException Error(ConnectorErrorKind kind, string message, string? remedy)
        {
            ConnectorException error = new(Side.Cms, kind, message, remedy, request.Item);
            error.Data[AttributesKey] = Attributes(errors ?? []);
            return error;
        }
    }

    /// <summary>The attributes that an error is about.</summary>
    public static IReadOnlyList<string> AttributesOf(ConnectorException error) => (error.Data[AttributesKey] as string ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether a body may hold what nobody may see: SQL with the values of a failed insert, the password's hash among them.</summary>
    public static bool IsSecret(RemoteResponse response) => response.Status >= 500;

    private static string Attributes(List<(string Detail, string? Attribute)> errors) => string.Join(',', errors.Select(e => e.Attribute).OfType<string>().Distinct(StringComparer.Ordinal));

    // MySQL and PostgreSQL name the key, SQLite the column.
    private static bool IsTakenName(RemoteResponse response)
    {
        if (response.Body.Length > 1024 * 1024 || response.LooksLikeHtml)
            return false;
        string text = response.Text();
        return text.Contains("SQLSTATE[23", StringComparison.Ordinal) && (text.Contains("user__name", StringComparison.Ordinal) || text.Contains("users_field_data.name", StringComparison.Ordinal));
    }

    private static List<(string Detail, string? Attribute)>? Errors(RemoteResponse response)
    {
        if (response.Body.Length is 0 or > 1024 * 1024 || response.LooksLikeHtml)
            return null;
        try
        {
            using MemoryStream bytes = new(response.Body, writable: false);
            using JsonTextReader json = JsonText.Reader(bytes);
            // A list by the specification; proxies and modules also answer with one object.
            return JToken.ReadFrom(json) is not JObject body ? null : body["errors"] switch
            {
                JArray list => [.. list.OfType<JObject>().Select(One)],
                JObject one => [One(one)],
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string Detail, string? Attribute) One(JObject error)
    {
        string pointer = error.SelectToken("source.pointer") is JValue { Value: string text } ? text : "";
        string? attribute = pointer.StartsWith(PointerStart, StringComparison.Ordinal) ? pointer[PointerStart.Length..] : null;
        return (WebPage.PlainText((error["detail"] as JValue)?.Value as string ?? "", 300), attribute);
    }
}
