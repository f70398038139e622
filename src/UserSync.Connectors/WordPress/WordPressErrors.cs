using System.Collections.Frozen;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>What the error codes of WordPress mean. Source: recordings in tests/UserSync.Connectors.Tests/Recordings/wordpress.</summary>
internal static class WordPressErrors
{
    /// <summary>Under this key the exception's data hold the code of WordPress.</summary>
    public const string CodeKey = "RemoteCode";

    private const string PasswordRemedy = "Use the login name and an application password (Users > Profile > Application Passwords), not the login password. "
        + "If both are right, the web server may not pass the Authorization header on to PHP: see docs/wordpress.md.";

    // wp_insert_user refuses by a WP_Error without a status, which the REST server turns into 500; nothing was stored.
    private static readonly FrozenDictionary<string, ConnectorErrorKind> Codes = new Dictionary<string, ConnectorErrorKind>(StringComparer.Ordinal)
    {
        ["existing_user_email"] = ConnectorErrorKind.Duplicate,
        ["existing_user_login"] = ConnectorErrorKind.Duplicate,
        ["rest_user_invalid_email"] = ConnectorErrorKind.Duplicate,
        ["user_login_too_long"] = ConnectorErrorKind.InvalidItem,
        ["user_nicename_too_long"] = ConnectorErrorKind.InvalidItem,
        ["user_url_too_long"] = ConnectorErrorKind.InvalidItem,
        ["empty_user_login"] = ConnectorErrorKind.InvalidItem,
        ["invalid_username"] = ConnectorErrorKind.InvalidItem,
        ["empty_data"] = ConnectorErrorKind.InvalidItem,
        ["rest_trash_not_supported"] = ConnectorErrorKind.InvalidItem,
        ["rest_user_invalid_id"] = ConnectorErrorKind.NotFound,
        ["rest_no_route"] = ConnectorErrorKind.Fatal,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Rights = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rest_forbidden_context"] = "list_users",
        ["rest_user_cannot_view"] = "list_users",
        ["rest_cannot_create_user"] = "create_users",
        ["rest_cannot_edit"] = "edit_users",
        ["rest_cannot_edit_roles"] = "promote_users",
        ["rest_user_cannot_delete"] = "delete_users",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The classified error, or null when the answer says no more than its status.</summary>
    public static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        JObject? body = Body(response);
        string code = (body?["code"] as JValue)?.Value as string ?? "";
        string message = Message(body);
        if (response.Status == 503 && (code == "wp_die" || response.Text().Contains("maintenance", StringComparison.OrdinalIgnoreCase)))
            return Error(ConnectorErrorKind.Maintenance, "The site is being maintained.", "Run again when the maintenance is over.");
        // Some set-ups answer 401 or 403 to a wrong application password with the codes of the login form.
        if (response.Status is 401 || (response.Status is 403 && code is "incorrect_password" or "invalid_email"))
            return Error(ConnectorErrorKind.Authentication, $"The site refused the credential{Said()}.", PasswordRemedy);
        if (response.Status == 403 && body is not null)
        {
            string right = Rights.GetValueOrDefault(code, "");
            return Error(ConnectorErrorKind.Permission, $"The site does not allow this{Said()}.", right.Length == 0
                ? "Give the account the right to do this; docs/wordpress.md lists the rights."
                : $"Give the account the right {right}; docs/wordpress.md says how.");
        }

        if (!Codes.TryGetValue(code, out ConnectorErrorKind kind))
            return response.Status is 400 or 422 && body is not null ? Error(ConnectorErrorKind.InvalidItem, $"The site refused the values{Said()}.", null) : null;
        return kind switch
        {
            ConnectorErrorKind.Duplicate => Error(kind, code == "existing_user_login" ? "The login name belongs to another user." : "The e-mail address belongs to another user.",
                "Link that user instead, or change the address on one side."),
            ConnectorErrorKind.NotFound => Error(kind, "The user does not exist on the site.", null),
            ConnectorErrorKind.Fatal => Error(kind, "The site does not offer its users through the REST API.", "A security plugin may hide them; allow /wp/v2/users for the account."),
            _ => Error(kind, $"The site refused the values{Said()}.", null),
        };

        string Said() => message.Length > 0 ? $": {message}" : code.Length > 0 ? $": {code}" : "";

        ConnectorException Error(ConnectorErrorKind what, string text, string? remedy)
        {
            ConnectorException error = new(Side.Cms, what, text, remedy, request.Item);
            error.Data[CodeKey] = code;
            return error;
        }
    }

    private static JObject? Body(RemoteResponse response)
    {
        if (response.Body.Length is 0 or > 1024 * 1024 || response.LooksLikeHtml)
            return null;
        try
        {
            using MemoryStream bytes = new(response.Body, writable: false);
            using JsonTextReader json = JsonText.Reader(bytes);
            return JToken.ReadFrom(json) as JObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The message and, for wrong parameters, what is wrong with each.
    private static string Message(JObject? body)
    {
        string message = WebPage.PlainText((body?["message"] as JValue)?.Value as string ?? "", 300).TrimEnd('.');
        if (body?["data"] is not JObject data || data["params"] is not JObject parameters)
            return message;
        IEnumerable<string> each = parameters.Properties().Select(p => $"{p.Name}: {WebPage.PlainText(p.Value.ToString(), 200).TrimEnd('.')}");
        return string.Join("; ", each);
    }
}
