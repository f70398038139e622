using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// What the answers of Joomla mean that are no success. Its messages are translated, so the status decides and the text is only
/// passed on. Source: recordings in tests/UserSync.Connectors.Tests/Recordings/joomla.
/// </summary>
internal static class JoomlaErrors
{
    /// <summary>What to look at when a token is refused: Joomla never says why.</summary>
    public const string TokenRemedy = "Check in Joomla that the token is that of the user's profile and enabled, that the user is not blocked and need not reset the password, that its group is "
        + "allowed in the plugin \"User - Joomla API Token\" and has the right \"Web Services Login\" (both only Super Users by default), and that the web server passes the Authorization header on: see docs/joomla.md.";

    // The only text that is looked at; in another language the general message stands.
    private const string NotSuper = "User not Super Administrator";

    /// <summary>The classified error, or null when the answer says no more than its status.</summary>
    public static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        string said = Titles(response);
        return response.Status switch
        {
            401 => Error(ConnectorErrorKind.Authentication, "The site refused the token.", TokenRemedy),
            403 => Error(ConnectorErrorKind.Permission, $"The site does not allow this{After(said)}.", "Give the user of the token the right to do this: see docs/joomla.md."),
            404 when said.Length > 0 => Error(ConnectorErrorKind.NotFound, $"The site has no such thing{After(said)}.", "Check that the plugin \"Web Services - Users\" is enabled."),
            // Not the words of its web services: a page of somebody else proves of nobody that he is gone.
            404 => Error(ConnectorErrorKind.Protocol, $"The site answered 404 with {(response.LooksLikeHtml ? WebPage.Describe(response.Text()) : "nothing that its web services would say")}.",
                "Check that cms.url is the address of the site and that /api/index.php can be reached; a proxy or a security extension may answer in its place."),
            // Who asks for the right kind of answer and is refused all the same has met a filter for contents.
            406 when request.Safety != Safety.Read => Error(ConnectorErrorKind.InvalidItem, "Something before the site refused the values (406).", "A firewall such as mod_security does this; let UserSync through, or correct the value at its source."),
            406 => Error(ConnectorErrorKind.Fatal, "The site did not see what kind of answer was asked for (406).", "A proxy or firewall changes the Accept header; let it through unchanged."),
            400 when said.Contains(NotSuper, StringComparison.Ordinal) => Error(ConnectorErrorKind.Permission, "Only a Super User may change a Super User.",
                "Leave Super Users out by cms.filter.groups, or use the token of a Super User."),
            400 => Error(ConnectorErrorKind.InvalidItem, $"The site refused the values{After(said)}.", "Correct the value at its source. Joomla names fields by the labels that they have under Users > Fields."),
            503 => Error(ConnectorErrorKind.Maintenance, "The site is being maintained.", "Run again when the maintenance is over."),
            _ => null,
        };

        ConnectorException Error(ConnectorErrorKind kind, string text, string? remedy) => new(Side.Cms, kind, text, remedy, request.Item);
    }

    private static string After(string said) => said.Length > 0 ? ": " + said : "";

    // "errors" is a list, or after some crashes one object; a title may hold several messages.
    private static string Titles(RemoteResponse response)
    {
        if (response.Body.Length is 0 or > 1024 * 1024 || response.LooksLikeHtml)
            return "";
        try
        {
            using MemoryStream bytes = new(response.Body, writable: false);
            using JsonTextReader json = JsonText.Reader(bytes);
            JToken? errors = (JToken.ReadFrom(json) as JObject)?["errors"];
            IEnumerable<JToken> all = errors is JArray list ? list : errors is null ? [] : [errors];
            return string.Join("; ", all.Select(static e => (e["title"] as JValue)?.Value as string ?? "").SelectMany(static t => t.Split('\n')).Select(static t => WebPage.PlainText(t, 300).TrimEnd('.')));
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
