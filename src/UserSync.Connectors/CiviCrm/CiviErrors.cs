using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>What CiviCRM's failures mean. Source: contract 4.2 and 4.5, recordings in tests/UserSync.Connectors.Tests/Recordings/civicrm.</summary>
internal static class CiviErrors
{
    /// <summary>Under this key an exception's data say that the server is through with the request, although it failed.</summary>
    public const string AnsweredKey = "CiviAnswered";

    /// <summary>Under this key an exception's data hold the answers of several calls that all failed.</summary>
    public const string AnswersKey = "CiviAnswers";

    private const string KeyRemedy = "Set the API key of a contact whose CMS user has the permission \"authenticate with api key\": docs/civicrm.md says how.";

    /// <summary>The classified error of an answer that is no success; null when it says no more than its status.</summary>
    public static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        if (response.Status == 401)
            return Refused(response.Text(), request.Item);
        if (response.Status == 503)
            return Error(ConnectorErrorKind.Maintenance, "CiviCRM is being maintained.", "Run again when the maintenance is over.", request.Item);
        if (response.Body.Length is > 0 and < 4 * 1024 * 1024 && !response.LooksLikeHtml && Parse(response.Body) is { } answers)
        {
            ConnectorException all = Of(answers[0], request.Item);
            all.Data[AnswersKey] = answers;
            return all;
        }

        if (response.Status != 500)
            return null;
        // PHP died: what was stored before that stays, and nothing more will be.
        ConnectorException died = Error(ConnectorErrorKind.Transient, "CiviCRM broke off in the middle of the request (500).",
            "Look into the web server's error log for PHP's time or memory limit; a smaller batchSize in the profile helps.", request.Item);
        died.Data[AnsweredKey] = true;
        return died;
    }

    /// <summary>The error of one call.</summary>
    public static ConnectorException Of(CiviAnswer answer, string? item)
    {
        string message = WebPage.PlainText(answer.Error ?? "", 300).TrimEnd('.');
        ConnectorException error = Known(message, answer.Status, item);
        error.Data[AnsweredKey] = true;
        return error;
    }

    private static ConnectorException Known(string message, int status, string? item)
    {
        bool Says(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Says("Invalid credential") || Says("Must satisfy guard"))
            return Refused(message, item);
        if (status is 400 or 405)
            return Error(ConnectorErrorKind.Authentication, $"CiviCRM did not look at the credential: {message}.", "Check that the extension authx is enabled and that the web server passes the header X-Civi-Auth on.", item);
        if (status == 403)
            return Error(ConnectorErrorKind.Permission, $"CiviCRM does not allow this: {message}.", "Give the CMS user of the API key the permissions that docs/civicrm.md lists.", item);
        if (Says("DB Error: already exists"))
            return Error(ConnectorErrorKind.Duplicate, "Another record of CiviCRM already holds a value that may stand only once.", "Look for the contact with this external identifier, the trash included.", item);
        if (Says("DB Error: constraint violation"))
            return Error(ConnectorErrorKind.NotFound, "CiviCRM has no record that the write refers to.", "The contact may have been deleted for good; run again.", item);
        if (Says("but found 0"))
            return Error(ConnectorErrorKind.NotFound, "The contact does not exist in CiviCRM.", null, item);
        if (Says("Could not delete Contact"))
            return Error(ConnectorErrorKind.InvalidItem, "CiviCRM deletes no contact that is linked to a user of its CMS.", "Remove the link first: set links.mirror to \"ufmatch\", or remove it in CiviCRM.", item);
        if (Says("Invalid field"))
            return Error(ConnectorErrorKind.InvalidItem, $"CiviCRM does not know a field: {message}.", "Check its name; custom fields need \"access all custom data\" and \"edit all custom data\".", item);
        if (Says("does not exist (or the extension"))
            return Error(ConnectorErrorKind.Fatal, $"CiviCRM lacks something that UserSync needs: {message}.", "UserSync needs CiviCRM 5.50 or newer with APIv4.", item);
        if (Says("Sorry an error occurred"))
        {
            return Error(ConnectorErrorKind.InvalidItem, $"CiviCRM refused and hides why: {message}.",
                "The cause stands in CiviCRM's log under the Error ID; with the permission \"view debug output\" it would be told here.", item);
        }

        return Error(ConnectorErrorKind.InvalidItem, $"CiviCRM refused: {message}.", null, item);
    }

    private static ConnectorException Refused(string text, string? item)
    {
        string reason = WebPage.PlainText(text.Replace("HTTP 401", "", StringComparison.Ordinal), 200).Trim().TrimEnd('.');
        return reason.Contains("guard", StringComparison.OrdinalIgnoreCase)
            ? Error(ConnectorErrorKind.Authentication, $"CiviCRM knows the API key, but its guard refuses it: {reason}.",
                "Give the CMS user the permission \"authenticate with api key\", or set crm.siteKey in the profile.", item)
            : Error(ConnectorErrorKind.Authentication, $"CiviCRM refused the API key: {reason}.", KeyRemedy, item);
    }

    private static IReadOnlyList<CiviAnswer>? Parse(byte[] body)
    {
        try
        {
            using MemoryStream bytes = new(body, writable: false);
            using JsonTextReader json = JsonText.Reader(bytes);
            IReadOnlyList<CiviAnswer> answers = CiviAnswer.ReadAll(json);
            return answers.All(a => a.Error is not null) ? answers : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ConnectorException Error(ConnectorErrorKind kind, string message, string? remedy, string? item) => new(Side.Crm, kind, message, remedy, item);
}
