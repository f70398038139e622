using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Failures in the shapes of the contract's status table.</summary>
public static class AmoProblem
{
    /// <summary>400 for a body that is empty or no JSON.</summary>
    public static AmoAnswer Empty { get; } = Of(400, "Bad Request", "Request data can not be empty");

    /// <summary>400 that asks to try again: transient in spite of its status.</summary>
    public static AmoAnswer TryAgain { get; } = Of(400, "Bad Request", "Возникла системная ошибка. Пожалуйста, повторите попытку.");

    /// <summary>402.</summary>
    public static AmoAnswer PaymentRequired { get; } = Of(402, "Payment Required", "Payment required");

    /// <summary>403 for a right or scope that is missing.</summary>
    public static AmoAnswer InvalidScope { get; } = Of(403, "Forbidden", "Invalid scope");

    /// <summary>403 of the servers in front: the account or address is blocked.</summary>
    public static AmoAnswer Blocked { get; } = AmoAnswer.Page(403, "Forbidden");

    /// <summary>404 of the web router.</summary>
    public static AmoAnswer RouterPage { get; } = new(404, "text/html", "<!DOCTYPE html>\n<html><head><title>404</title></head><body><h1>404</h1></body></html>\n");

    /// <summary>422 for too many entities in one write.</summary>
    public static AmoAnswer TooMany { get; } = Of(422, "Unprocessable Entity", "Limit 250 per page");

    /// <summary>500 as JSON.</summary>
    public static AmoAnswer Internal { get; } = new(500, "application/problem+json", new JsonObject
    {
        ["title"] = "ErrInternalServer",
        ["status"] = 500,
        ["detail"] = "Our team are probably already working on the elimination of the problem",
        ["trace_id"] = "00000000-0000-4000-8000-000000000500",
    }.ToJsonString());

    /// <summary>A problem in JSON.</summary>
    public static AmoAnswer Of(int status, string title, string detail) => new(status, "application/problem+json", Body(status, title, detail).ToJsonString());

    /// <summary>401 for a token that is unknown, expired or revoked.</summary>
    public static AmoAnswer Unauthorized(bool russian) => Of(401, "Unauthorized", russian ? "Неверный логин или пароль" : "Invalid user name or password");

    /// <summary>404 for a route that does not exist.</summary>
    public static AmoAnswer NoRoute(string method, string url) => Of(404, "Not Found", $"Cannot {method} {url}");

    /// <summary>405.</summary>
    public static AmoAnswer MethodNotAllowed(bool empty) => empty ? new AmoAnswer(405, null, "") : Of(405, "Method Not Allowed", "Method Not Allowed");

    /// <summary>429 in one of its two shapes.</summary>
    public static AmoAnswer TooFast(bool html, int? retryAfter)
    {
        JsonObject body = Body(429, "Too Many Requests", "You have sent too many requests in a given amount of time. Please try again later.");
        body["retry_after"] = 300;
        AmoAnswer answer = html ? AmoAnswer.Page(429, "Too Many Requests") : new AmoAnswer(429, "application/problem+json", body.ToJsonString());
        return retryAfter is { } seconds ? answer with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = $"{seconds}" } } : answer;
    }

    /// <summary>400 with errors by item.</summary>
    public static AmoAnswer Validation(IEnumerable<ItemErrors> items)
    {
        JsonObject body = new() { ["validation-errors"] = new JsonArray([.. items.Select(i => i.ToJson())]) };
        foreach ((string name, JsonNode? value) in Body(400, "Bad Request", "Request validation failed"))
            body[name] = value!.DeepClone();
        return new AmoAnswer(400, "application/problem+json", body.ToJsonString());
    }

    /// <summary>The page or problem that a scripted fault asks for by its status.</summary>
    public static AmoAnswer Scripted(int status, bool html) => (status, html) switch
    {
        (400, _) => TryAgain,
        (401, _) => Unauthorized(russian: false),
        (402, _) => PaymentRequired,
        (403, true) => Blocked,
        (403, false) => InvalidScope,
        (404, true) => RouterPage,
        (404, false) => NoRoute("GET", "https://example.amocrm.ru/api/v4/example"),
        (405, _) => MethodNotAllowed(empty: html),
        (422, _) => TooMany,
        (429, _) => TooFast(html, null),
        (500, false) => Internal,
        (500, true) => AmoAnswer.Page(500, "Internal Server Error"),
        (502, _) => AmoAnswer.Page(502, "Bad Gateway"),
        (503, _) => AmoAnswer.Page(503, "Service Temporarily Unavailable"),
        (504, _) => AmoAnswer.Page(504, "Gateway Time-out"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "The simulator has no such failure."),
    };

    private static JsonObject Body(int status, string title, string detail) => new() { ["title"] = title, ["type"] = $"https://httpstatus.es/{status}", ["status"] = status, ["detail"] = detail };
}
