using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace UserSync.Simulators.CiviCrm;

/// <summary>CiviCRM 5.77 by APIv4 over REST, as unkind as the contract says it is.</summary>
public sealed class CiviCrmSimulator : ISimulator
{
    private readonly List<CiviAccount> _accounts;
    private int _errors;

    /// <summary>A fresh installation.</summary>
    public CiviCrmSimulator(SimulatedClock clock)
    {
        Clock = clock;
        Database = new CiviDatabase(clock);
        _accounts = CiviSeed.Install(Database);
    }

    /// <summary>The server's clock.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>All that is stored; for seeding and for asserting.</summary>
    public CiviDatabase Database { get; }

    /// <summary>The CMS around it.</summary>
    public CiviPlatform Platform { get; set; }

    /// <summary>The site key that satisfies the guard.</summary>
    public string SiteKey { get; set; } = "the-site-key";

    /// <summary>False when the extension authx is off: credentials are not looked at.</summary>
    public bool AuthxEnabled { get; set; } = true;

    /// <summary>True under a web server that answers errors with the status 200, as PHP's built-in one does; only a refused log-in keeps its own.</summary>
    public bool HidesStatus { get; set; }

    /// <inheritdoc/>
    public string Welcome => "API keys: sync-key (all rights), min-key (least rights), weak-key (none), nokey-key (needs the site key)";

    /// <summary>Gives an account other permissions.</summary>
    public void Permit(string apiKey, params string[] permissions)
    {
        int index = _accounts.FindIndex(a => a.ApiKey == apiKey);
        _accounts[index] = _accounts[index] with { Permissions = permissions.ToHashSet(StringComparer.Ordinal) };
    }

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        HttpRequest http = context.Request;
        Dictionary<string, string> form = await FormAsync(http);
        context.Response.Headers.Date = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        // Every answer sets one; a client that sends it back may be taken for somebody who is logged in already (contract 4.2).
        context.Response.Headers.SetCookie = "PHPSESSID=0123456789abcdef; path=/";
        if (http.Headers.Cookie.Count > 0)
        {
            await TextAsync(context, 401, "text/plain;charset=UTF-8", "HTTP 401 Cannot login. Session already active.");
            return;
        }

        if (RouteOf(http) is not { } route)
        {
            await NoRouteAsync(context);
            return;
        }

        CiviLogin login = AuthxEnabled ? CiviLogin.Of(http, form, _accounts, SiteKey) : new CiviLogin(CiviAccount.Anonymous, null, null, NeedsAjaxHeader: true);
        if (login is { Error: { } refused, Flow: "legacyrest" })
            await JsonAsync(context, 200, new Row { ["error_message"] = refused, ["is_error"] = 1L });
        else if (login.Error is not null)
            await TextAsync(context, 401, "text/plain;charset=UTF-8", "HTTP 401 " + login.Error);
        else if (route == "civicrm/authx/id" && AuthxEnabled)
            await JsonAsync(context, 200, new Row { ["contact_id"] = login.Account.ContactId, ["user_id"] = login.Account.UserId, ["flow"] = login.Flow, ["cred"] = login.Flow is null ? null : "api_key" });
        else if (route.StartsWith("civicrm/ajax/api4", StringComparison.Ordinal))
            await ApiAsync(context, request, route, form, login, fault);
        else
            await NoRouteAsync(context);
    }

    private async Task ApiAsync(HttpContext context, LoggedRequest request, string route, Dictionary<string, string> form, CiviLogin login, Fault? fault)
    {
        if (login.NeedsAjaxHeader && context.Request.Headers.XRequestedWith != "XMLHttpRequest")
        {
            await JsonAsync(context, 400, new Row { ["error_code"] = 400L, ["error_message"] = "SECURITY ALERT: Ajax requests can only be issued by javascript clients, eg. CRM.api4()." });
            return;
        }

        Database.RecordsUntilDeath = fault?.Kind == FaultKind.DieAfterRecords ? fault.Records : null;
        CiviApi api = new(Database, login.Account);
        try
        {
            if (form.TryGetValue("calls", out string? calls))
            {
                await CallsAsync(context, request, api, JsonNode.Parse(calls)!, login.Account);
                return;
            }

            string[] parts = route.Split('/');
            (string entity, string action) = parts.Length >= 5 ? (parts[3], parts[4]) : ("", "");
            request.What = $"{entity}.{action}";
            request.Writes = IsWrite(action);
            if (HttpMethods.IsGet(context.Request.Method) && request.Writes)
            {
                await JsonAsync(context, 405, new Row { ["error_code"] = 405L, ["error_message"] = "SECURITY: All requests that modify the database must be http POST, not GET." });
                return;
            }

            if (action != "save")
                Spend(action);
            JsonObject parameters = form.TryGetValue("params", out string? text) ? JsonNode.Parse(text) as JsonObject ?? throw new JsonException() : [];
            (Row answer, int status) = Try(api, login.Account, entity, action, parameters, form.GetValueOrDefault("index"));
            await JsonAsync(context, status, answer);
        }
        catch (JsonException)
        {
            await CrashAsync(context, "Uncaught TypeError: CRM_Api4_Page_AJAX::execute(): Argument #3 ($params) must be of type array, null given");
        }
        catch (PhpDied died)
        {
            await CrashAsync(context, died.Message);
        }
        finally
        {
            Database.RecordsUntilDeath = null;
        }
    }

    private async Task CallsAsync(HttpContext context, LoggedRequest request, CiviApi api, JsonNode calls, CiviAccount account)
    {
        List<(string Key, JsonArray Call)> all = calls is JsonObject map
            ? [.. map.Select(c => (c.Key, c.Value!.AsArray()))]
            : [.. calls.AsArray().Select((c, n) => (n.ToString(CultureInfo.InvariantCulture), c!.AsArray()))];
        request.What = string.Join(" + ", all.GroupBy(c => $"{c.Call[0]}.{c.Call[1]}").Select(g => g.Count() == 1 ? g.Key : $"{g.Count()} {g.Key}"));
        request.Writes = all.Exists(c => IsWrite(c.Call[1]!.GetValue<string>()));
        Row answers = [];
        int first = 0;
        bool success = false;
        foreach ((string key, JsonArray call) in all)
        {
            Spend(call[1]!.GetValue<string>());
            (Row answer, int status) = Try(api, account, call[0]!.GetValue<string>(), call[1]!.GetValue<string>(), call.Count > 2 ? call[2] as JsonObject ?? [] : [], call.Count > 3 ? call[3]?.ToString() : null);
            answers[key] = answer;
            success |= status == 200;
            first = first == 0 ? status : first;
        }

        await JsonAsync(context, success ? 200 : first, calls is JsonObject ? answers : answers.Values.ToList());
    }

    private (Row Answer, int Status) Try(CiviApi api, CiviAccount account, string entity, string action, JsonObject parameters, string? index)
    {
        try
        {
            return (api.Call(entity, action, parameters, index), 200);
        }
        catch (CiviError error)
        {
            return account.May("view debug output")
                ? (new Row { ["error_code"] = 0L, ["error_message"] = error.Message, ["status"] = (long)error.Status }, error.Status)
                : (new Row { ["error_code"] = "1", ["error_message"] = $"Sorry an error occurred and your request was not completed. (Error ID: {++_errors:x4}-aaaa-bbbb)", ["status"] = (long)error.Status }, error.Status);
        }
    }

    // A save counts its records itself; of everything else each writing call is one, and reading ends at once where nothing is left.
    private void Spend(string action)
    {
        if (Database.RecordsUntilDeath == 0)
            throw new PhpDied();
        if (IsWrite(action) && Database.RecordsUntilDeath is { } left)
            Database.RecordsUntilDeath = left - 1;
    }

    private static bool IsWrite(string action) => !action.StartsWith("get", StringComparison.Ordinal) && action is not ("autocomplete" or "checkAccess");

    private string? RouteOf(HttpRequest request)
    {
        string path = request.Path.Value!.Trim('/');
        string? query = request.Query["q"].FirstOrDefault();
        bool civicrm = path.StartsWith("civicrm/", StringComparison.Ordinal);
        return Platform switch
        {
            CiviPlatform.WordPress when civicrm => path,
            CiviPlatform.WordPress or CiviPlatform.WordPressPlain => path.Length == 0 && request.Query["civiwp"] == "CiviCRM" ? query : null,
            CiviPlatform.Drupal => civicrm ? path : path.Length == 0 ? query : null,
            CiviPlatform.DrupalPlain => path.Length == 0 ? query : null,
            _ => path == "index.php" && request.Query["option"] == "com_civicrm" ? request.Query["task"].FirstOrDefault() : null,
        };
    }

    // A wrong address is not told as such by WordPress (recordings auth-29, auth-30).
    private async Task NoRouteAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/wp-admin", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/wp-login.php?redirect_to=x&reauth=1";
            return;
        }

        bool wordPress = Platform is CiviPlatform.WordPress or CiviPlatform.WordPressPlain;
        await TextAsync(context, wordPress ? 200 : 404, "text/html; charset=UTF-8", "<!DOCTYPE html><html><head><title>Example site</title></head><body>Hello</body></html>");
    }

    private static async Task<Dictionary<string, string>> FormAsync(HttpRequest request)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal);
        foreach ((string name, StringValues values) in request.Query)
            form[name] = values.LastOrDefault() ?? "";
        // PHP fills $_POST for POST and form bodies only: JSON is ignored without a word.
        if (!HttpMethods.IsPost(request.Method) || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return form;
        using StreamReader reader = new(request.Body);
        foreach ((string name, StringValues values) in QueryHelpers.ParseQuery(await reader.ReadToEndAsync(request.HttpContext.RequestAborted)))
            form[name] = values.LastOrDefault() ?? "";
        return form;
    }

    private Task CrashAsync(HttpContext context, string message) => JsonAsync(context, 500, new Row
    {
        ["code"] = "internal_server_error",
        ["message"] = "<p>There has been a critical error on this website.</p>",
        ["data"] = new Row { ["status"] = 500L, ["error"] = new Row { ["type"] = 1L, ["message"] = message } },
    });

    private Task JsonAsync(HttpContext context, int status, object answer) => TextAsync(context, status, "application/json", Php.Encode(answer));

    private Task TextAsync(HttpContext context, int status, string type, string text)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = HidesStatus && status is (400 or 403 or 405 or 500) ? 200 : status;
            context.Response.ContentType = type;
        }

        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
