using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What the failures of amoCRM and Kommo mean: by the status first, then by what the body says (contract 2.1 to 2.3).</summary>
internal static class AmoErrors
{
    /// <summary>Under this key an exception's data hold the validation errors by request_id.</summary>
    public const string ItemsKey = "AmoItems";

    /// <summary>Under this key an exception's data hold the request_ids of items that only their tags are wrong with.</summary>
    public const string TagsKey = "AmoTags";

    /// <summary>Under this key an exception's data say that the request was too large.</summary>
    public const string TooLargeKey = "AmoTooLarge";

    /// <summary>Pause before a request is repeated that was refused for want of payment: at night that passes within some nine minutes.</summary>
    public static readonly TimeSpan UnpaidPause = TimeSpan.FromMinutes(4);

    /// <summary>How long a blocked account is left alone.</summary>
    public static readonly TimeSpan BlockTime = TimeSpan.FromHours(1);

    private static readonly string[] TryAgain = ["повторите попытку", "try again", "repeat the request"];

    /// <summary>The classified error of an answer that is no success; null when its status says it all.</summary>
    public static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        JObject? body = Parse(response);
        string detail = (string?)body?["detail"] ?? (string?)body?["title"] ?? "";
        return response.Status switch
        {
            400 when body?["validation-errors"] is JArray items => Invalid(items, request.Item),
            400 when TryAgain.Any(t => detail.Contains(t, StringComparison.OrdinalIgnoreCase)) => Error(ConnectorErrorKind.Transient, $"amoCRM had a fault of its own: {Plain(detail)}", null, request),
            400 => Error(ConnectorErrorKind.InvalidItem, $"amoCRM refused the request (400): {Plain(detail, response)}", "Report it as a fault of UserSync if it stays.", request),
            401 => Error(ConnectorErrorKind.Authentication, $"amoCRM refused the token (401){(detail.Length > 0 ? ": " + Plain(detail) : "")}.", TokenRemedy, request),
            402 => Unpaid(request),
            403 when body is null => Blocked(),
            403 => Error(ConnectorErrorKind.Permission, $"amoCRM does not allow this (403): {Plain(detail)}.", "Give the integration and the user of the token the right to it: docs/amocrm.md lists what is needed.", request),
            404 when body is null => Error(ConnectorErrorKind.Transient, $"amoCRM answered 404 with {WebPage.Describe(response.Text())}.",
                "If it stays, check crm.url: the account may have another address now.", request),
            404 => Error(ConnectorErrorKind.Fatal, $"amoCRM does not know {request.Method} {PathOf(request)} (404): {Plain(detail)}.", "Report it as a fault of UserSync.", request),
            405 => Error(ConnectorErrorKind.Fatal, $"amoCRM does not take {request.Method} {PathOf(request)} (405).", "Report it as a fault of UserSync.", request),
            413 or 422 => TooLarge(Plain(detail, response), request),
            429 => Throttled(body, response),
            _ => null,
        };
    }

    /// <summary>The account is blocked, by an answer or by what is remembered of an earlier one.</summary>
    public static ConnectorException Blocked(DateTimeOffset? until = null, string? why = null) => new(Side.Crm, ConnectorErrorKind.Blocked,
        why is null ? "amoCRM blocked the account for its API (403 with a web page): it does so after too many requests, also of other integrations or of other sites behind the same address."
            : string.Create(CultureInfo.InvariantCulture, $"{why} UserSync leaves the account alone until {until:yyyy-MM-dd HH:mm}Z."),
        "Ask the support of amoCRM or Kommo to lift the block, find out what sent the requests, and run again after an hour.");

    /// <summary>The items that a 400 names; empty for other failures.</summary>
    public static IReadOnlyDictionary<string, SyncError> ItemsOf(ConnectorException e) =>
        e.Data[ItemsKey] as IReadOnlyDictionary<string, SyncError> ?? new Dictionary<string, SyncError>(StringComparer.Ordinal);

    /// <summary>Text of a server for people: in one line, without tags.</summary>
    public static string Plain(string detail) => WebPage.PlainText(detail, 300).TrimEnd('.');

    /// <summary>What to do about a refused token.</summary>
    public const string TokenRemedy = "Make a new long-lived token in the settings of the integration, or connect again with Connect-CrmAccount: docs/amocrm.md.";

    private static string Plain(string detail, RemoteResponse response) => detail.Length > 0 ? Plain(detail) : response.LooksLikeHtml ? WebPage.Describe(response.Text()) : "without a reason";

    private static string PathOf(RemoteRequest request) => "/" + request.Path.Split('?', 2)[0];

    private static ConnectorException Unpaid(RemoteRequest request) =>
        new(new SyncError(ErrorIds.PlanEnded, "amoCRM refuses requests because the account's plan is not paid (402).")
        {
            Kind = ConnectorErrorKind.Maintenance,
            Side = Side.Crm,
            Item = request.Item,
            Remedy = "Pay the plan. An unpaid account takes no more changes at once, and can be read for some thirty days.",
        })
        { RetryAfter = request.Body == "[]" ? null : UnpaidPause };

    private static ConnectorException TooLarge(string detail, RemoteRequest request)
    {
        ConnectorException error = Error(ConnectorErrorKind.InvalidItem, $"amoCRM takes no request of this size: {detail}.", "Set crm.batchSize lower.", request);
        error.Data[TooLargeKey] = true;
        return error;
    }

    private static ConnectorException Throttled(JObject? body, RemoteResponse response)
    {
        long seconds = body?["retry_after"] is JValue { Type: JTokenType.Integer or JTokenType.String } told
            && long.TryParse(Convert.ToString(told.Value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? Math.Min(parsed, 900) : 0;
        string remedy = "Set crm.http.requestsPerSecond lower, and look for other integrations of the account; run again later.";
        return new ConnectorException(Side.Crm, ConnectorErrorKind.Throttled, "amoCRM asks for fewer requests (429).", remedy)
        {
            // Contract 5.4: the header when it comes, then the body, then our own pauses.
            RetryAfter = response.Header("Retry-After") is null && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static ConnectorException Invalid(JArray items, string? item)
    {
        Dictionary<string, SyncError> errors = new(StringComparer.Ordinal);
        HashSet<string> tags = new(StringComparer.Ordinal);
        foreach (JObject entry in items.OfType<JObject>())
        {
            if (entry["request_id"] is not JValue { Value: { } id })
                continue;
            JObject[] faults = [.. (entry["errors"] as JArray ?? []).OfType<JObject>()];
            string name = Convert.ToString(id, CultureInfo.InvariantCulture)!;
            errors[name] = Fault(faults);
            if (faults.Length > 0 && faults.All(f => ((string?)f["path"])?.StartsWith("tags_to_", StringComparison.Ordinal) == true))
                tags.Add(name);
        }

        ConnectorException error = new(Side.Crm, ConnectorErrorKind.InvalidItem, $"amoCRM refused {errors.Count} items of a request.", null, item);
        error.Data[ItemsKey] = errors;
        error.Data[TagsKey] = tags;
        return error;
    }

    private static SyncError Fault(JObject[] faults)
    {
        string[] paths = [.. faults.Select(f => (string?)f["path"] ?? "").Distinct(StringComparer.Ordinal)];
        string text = string.Join(" ", faults.Select(f => $"{(string?)f["path"]}: {Plain((string?)f["detail"] ?? (string?)f["code"] ?? "")}."));
        bool unknown = paths.Contains("id", StringComparer.Ordinal);
        ConnectorErrorKind kind = unknown ? ConnectorErrorKind.NotFound : ConnectorErrorKind.InvalidItem;
        return new SyncError(ConnectorException.IdOf(kind), unknown ? $"amoCRM has no such contact: {text}" : $"amoCRM refused the contact: {text}")
        {
            Kind = kind,
            Side = Side.Crm,
            Remedy = unknown ? "It may have been deleted or merged; run again."
                : paths.Contains("responsible_user_id", StringComparer.Ordinal) ? "The contact's responsible user no longer exists: assign another in amoCRM."
                : paths.Any(p => p.StartsWith("custom_fields_values", StringComparison.Ordinal)) ? "A field or an option of the map no longer exists: Get-CrmField lists them."
                : "Correct the value at its source.",
        };
    }

    private static JObject? Parse(RemoteResponse response)
    {
        if (response.Body.Length is 0 or > 4 * 1024 * 1024 || response.LooksLikeHtml)
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

    private static ConnectorException Error(ConnectorErrorKind kind, string message, string? remedy, RemoteRequest request) => new(Side.Crm, kind, message, remedy, request.Item);
}
