using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Drupal;

/// <summary>Drupal 10.5 with core's JSON:API, as unkind as the contract says it is.</summary>
public sealed class DrupalSimulator : ISimulator
{
    private const string Api = "application/vnd.api+json";

    /// <summary>An empty site.</summary>
    public DrupalSimulator(SimulatedClock clock)
    {
        Clock = clock;
        Database = new DrupalDatabase(clock);
        Login = new DrupalLogin(this);
    }

    /// <summary>The site's clock.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>All that is stored; for seeding and for asserting.</summary>
    public DrupalDatabase Database { get; }

    /// <summary>Who asks, and flood control.</summary>
    public DrupalLogin Login { get; }

    /// <summary>The site's name.</summary>
    public string Name { get; set; } = "Drupal real";

    /// <summary>False when the module JSON:API is off.</summary>
    public bool JsonApiEnabled { get; set; } = true;

    /// <summary>False when the module HTTP Basic Authentication is off.</summary>
    public bool BasicAuthEnabled { get; set; } = true;

    /// <summary>True when JSON:API accepts only reading, as it does after installation.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>True in maintenance mode.</summary>
    public bool Maintenance { get; set; }

    /// <summary>What a delete does.</summary>
    public CancelMethod CancelMethod { get; set; }

    /// <summary>The zone in which points in time of fields are shown.</summary>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Mails that went out.</summary>
    public List<string> Mails { get; } = [];

    /// <inheritdoc/>
    public string Welcome => "accounts: admin:admin-pass (uid 1), sync:sync-pass (administer users), reader:reader-pass (sees profiles), plain:plain-pass";

    /// <summary>Whether a visitor is asked for a credential: where there is a way to give one, and none was given.</summary>
    public bool AsksForCredential(DrupalUser account) => account.Uid == 0 && BasicAuthEnabled && !CredentialGiven;

    private bool CredentialGiven { get; set; }

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        HttpRequest http = context.Request;
        string address = $"{http.Scheme}://{http.Host}";
        string path = http.Path.Value!.Trim('/');
        request.What = $"{http.Method} {path.Replace("jsonapi/", "", StringComparison.Ordinal)}";
        request.Writes = path.StartsWith("jsonapi", StringComparison.Ordinal) && !(HttpMethods.IsGet(http.Method) || HttpMethods.IsHead(http.Method) || HttpMethods.IsOptions(http.Method));
        context.Response.Headers.Date = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers["X-Generator"] = "Drupal 10 (https://www.drupal.org)";
        if (path == "user/login")
        {
            await LogInAsync(context, request.Body);
            return;
        }

        if (!JsonApiEnabled || !(path == "jsonapi" || path.StartsWith("jsonapi/", StringComparison.Ordinal)))
        {
            await PageAsync(context);
            return;
        }

        CredentialGiven = http.Headers.Authorization.Count > 0;
        DrupalUser account = Login.Of(http);
        try
        {
            await RouteAsync(context, request, account, address, path);
        }
        catch (DrupalError error)
        {
            await FailAsync(context, error, address);
        }
    }

    private async Task RouteAsync(HttpContext context, LoggedRequest request, DrupalUser account, string address, string path)
    {
        HttpRequest http = context.Request;
        string[] parts = path.Split('/');
        bool ofUsers = path is "jsonapi/user/user" || path.StartsWith("jsonapi/user/user/", StringComparison.Ordinal);
        if (Maintenance && !Database.May(account, "access site in maintenance mode"))
            throw new DrupalError(503, $"{Name} is currently under maintenance. We should be back shortly. Thank you for your patience.");
        if (HttpMethods.IsOptions(http.Method))
        {
            context.Response.ContentType = "text/html; charset=UTF-8";
            context.Response.Headers.Allow = "GET, POST";
            return;
        }

        if (request.Writes)
            CheckWrite(http, ofUsers, path, address);
        UserRoutes users = new(this, account, address);
        switch (http.Method, parts.Length)
        {
            case ("GET" or "HEAD", 1):
                await SendAsync(context, 200, Index(account, address));
                break;
            case ("GET" or "HEAD", 3) when ofUsers:
                await SendAsync(context, 200, users.List(http));
                break;
            case ("GET", 4) when ofUsers:
                await SendAsync(context, 200, users.Get(http, parts[3]));
                break;
            case ("POST", 3) when ofUsers:
                JsonObject made = users.Post(request.Body);
                context.Response.Headers.Location = $"{address}/jsonapi/user/user/{made["data"]!["id"]}";
                await SendAsync(context, 201, made);
                break;
            case ("PATCH", 4) when ofUsers:
                await SendAsync(context, 200, users.Patch(parts[3], request.Body));
                break;
            case ("DELETE", 4) when ofUsers:
                users.Delete(parts[3]);
                Login.Begin(context, account);
                context.Response.StatusCode = 204;
                break;
            case (_, 6) when ofUsers && parts[4] == "relationships" && parts[5] == "roles":
                if (users.Roles(http.Method, parts[3], request.Body) is { } roles)
                    await SendAsync(context, 200, roles);
                else
                    context.Response.StatusCode = 204;
                break;
            case ("GET", 3) when new ConfigRoutes(this, account, address).List(http, $"{parts[1]}/{parts[2]}") is { } config:
                await SendAsync(context, 200, config);
                break;
            default:
                await PageAsync(context);
                break;
        }
    }

    private void CheckWrite(HttpRequest http, bool ofUsers, string path, string address)
    {
        if (ReadOnly)
            throw new DrupalError(405, $"JSON:API is configured to accept only read operations. Site administrators can configure this at {address}/admin/config/services/jsonapi.") { Allow = "GET" };
        const string Allowed = "POST, GET, HEAD, DELETE, PATCH";
        if (HttpMethods.IsPut(http.Method))
            throw new DrupalError(405, $"No route found for \"PUT {address}/{path}\": Method Not Allowed (Allow: {Allowed})") { Allow = Allowed };
        bool bodied = !HttpMethods.IsDelete(http.Method) || path.EndsWith("/roles", StringComparison.Ordinal);
        if (ofUsers && bodied && http.ContentType is null)
            throw new DrupalError(415, "No \"Content-Type\" request header specified");
        if (ofUsers && bodied && http.ContentType!.Split(';')[0].Trim() != Api)
            throw new DrupalError(415, $"No route found that matches \"Content-Type: {http.ContentType}\"");

        // Whoever sends the cookie of a session must prove that no other site made the browser do so, whatever else is sent.
        if (Login.Session(http) is { } session && http.Headers["X-CSRF-Token"] != session.Token)
            throw new DrupalError(403, "X-CSRF-Token request header is missing");
    }

    private static JsonObject Index(DrupalUser account, string address)
    {
        JsonObject links = [];
        foreach (string type in new[] { "field_config--field_config", "field_storage_config--field_storage_config", "user--user", "user_role--user_role" })
            links[type] = UserDocument.Href($"{address}/jsonapi/{type.Replace("--", "/", StringComparison.Ordinal)}");
        links["self"] = UserDocument.Href(address + "/jsonapi");
        JsonObject index = new() { ["data"] = new JsonArray() };
        if (account.Uid > 0)
        {
            JsonObject me = new() { ["meta"] = new JsonObject { ["id"] = account.Uuid }, ["href"] = $"{address}/jsonapi/user/user/{account.Uuid}" };
            index["meta"] = new JsonObject { ["links"] = new JsonObject { ["me"] = me } };
        }

        index["links"] = links;
        return index;
    }

    private async Task FailAsync(HttpContext context, DrupalError error, string address)
    {
        // Without a way to give a credential nobody is asked for one.
        if (error.Status == 401)
        {
            if (!BasicAuthEnabled)
                error = new DrupalError(403, "The current user is not authorized.");
            else
                context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{Name}\"";
            if (error.Status == 401)
                error = new DrupalError(401, "No authentication credentials provided.");
        }

        if (error.Allow is { } allow)
            context.Response.Headers.Allow = allow;
        if (error.Status == 503)
            context.Response.Headers.RetryAfter = "8";
        await SendAsync(context, error.Status, new JsonObject { ["errors"] = error.Errors($"{address}{context.Request.Path}{context.Request.QueryString}") });
    }

    private async Task LogInAsync(HttpContext context, string body)
    {
        JsonNode? form = JsonNode.Parse(body);
        string name = form?["name"]?.ToString() ?? "";
        if (!Login.LoginFlood.Allows(name))
        {
            await SendAsync(context, 403, new JsonObject { ["message"] = "There have been more than 5 failed login attempts for this account. It is temporarily blocked." }, "application/json");
            return;
        }

        if (Login.Check(name, form?["pass"]?.ToString() ?? "", Login.LoginFlood) is not { } user)
        {
            bool blocked = Database.Users.Values.Any(u => u.Name == name && !u.Status);
            await SendAsync(context, 400, new JsonObject { ["message"] = blocked ? "The user has not been activated or is blocked." : "Sorry, unrecognized username or password." }, "application/json");
            return;
        }

        user.Login = Database.Now;
        string token = Login.Begin(context, user);
        JsonObject who = new() { ["uid"] = user.Uid.ToString(CultureInfo.InvariantCulture), ["name"] = user.Name };
        if (user.Roles.Count > 0)
            who["roles"] = new JsonArray(["authenticated", .. user.Roles]);
        await SendAsync(context, 200, new JsonObject { ["current_user"] = who, ["csrf_token"] = token, ["logout_token"] = Guid.NewGuid().ToString("N") }, "application/json");
    }

    private Task PageAsync(HttpContext context)
    {
        context.Response.StatusCode = 404;
        context.Response.ContentType = "text/html; charset=UTF-8";
        return context.Response.WriteAsync($"<!DOCTYPE html>\n<html lang=\"en\"><head><title>Page not found | {Name}</title></head><body>The requested page could not be found.</body></html>", context.RequestAborted);
    }

    private static Task SendAsync(HttpContext context, int status, JsonObject answer, string type = Api)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
        }

        JsonObject whole = type == Api ? new JsonObject { ["jsonapi"] = new JsonObject { ["version"] = "1.0" } } : [];
        foreach ((string name, JsonNode? value) in answer.ToList())
        {
            answer.Remove(name);
            whole[name] = value;
        }

        // PHP writes letters outside ASCII and slashes as escapes.
        string text = whole.ToJsonString(JsonSerializerOptions.Default).Replace("/", "\\/", StringComparison.Ordinal);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
