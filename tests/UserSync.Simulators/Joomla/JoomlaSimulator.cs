using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Joomla;

/// <summary>The web services of Joomla 5.3, as unkind as the contract says they are.</summary>
public sealed partial class JoomlaSimulator : ISimulator
{
    /// <summary>A site right after its installation.</summary>
    public JoomlaSimulator(SimulatedClock clock) => Database = new JoomlaDatabase(clock);

    /// <summary>All that is stored; for seeding and for asserting.</summary>
    public JoomlaDatabase Database { get; }

    /// <inheritdoc/>
    public string Welcome => $"token of the Super User: {JoomlaDatabase.Token(42)}";

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        HttpRequest http = context.Request;
        context.Response.Headers.Date = Database.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers["X-Powered-By"] = "JoomlaAPI/1.0";
        request.Writes = http.Method is "POST" or "PATCH" or "DELETE";
        try
        {
            if (http.Method == "OPTIONS")
            {
                await SendAsync(context, 500, "text/plain;charset=UTF-8", "OPTIONS is not a valid HTTP method.");
                return;
            }

            Match route = Route().Match(http.Path.Value!);
            if (!route.Success || !Routed(http.Method, route))
                throw JoomlaError.NotFound();
            if (!Accepts(http.Headers.Accept.ToString()))
            {
                await SendAsync(context, 406, "text/html; charset=utf-8", "Could not match accept header");
                return;
            }

            JoomlaUser caller = Caller(http) ?? throw JoomlaError.Unauthorized();
            caller.LastVisit = Database.Clock.GetUtcNow();
            request.What = $"{http.Method} {route.Groups["what"].Value}{(route.Groups["id"].Success ? "/id" : "")}";
            await AnswerAsync(context, route.Groups["what"].Value, route.Groups["id"].Success ? route.Groups["id"].Value : null, caller, request.Body, fault);
        }
        catch (JoomlaError error)
        {
            await JsonAsync(context, error.Status, error.Body());
        }
    }

    private async Task AnswerAsync(HttpContext context, string what, string? id, JoomlaUser caller, string body, Fault? fault)
    {
        int number = int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : 0;
        UserModel users = new(Database, caller);
        switch (context.Request.Method, what)
        {
            case ("GET", "users") when id is null:
                await ListAsync(context);
                break;
            case ("GET", "users"):
                await OneAsync(context, UserAnswer.Detail(Database.Users.TryGetValue(number, out JoomlaUser? user) ? user : throw JoomlaError.NotFound(), Database));
                break;
            case ("POST", "users"):
                await OneAsync(context, UserAnswer.Detail(users.Create(Parse(body), fault?.Kind == FaultKind.DieAfterRecords ? fault.Records : null), Database));
                break;
            case ("PATCH", "users"):
                await OneAsync(context, UserAnswer.Detail(users.Change(number, Parse(body)), Database));
                break;
            case ("DELETE", "users"):
                users.Delete(number);
                context.Response.StatusCode = 204;
                break;
            case ("GET", "users/groups"):
                await RowsAsync(context, "groups", number, id, Database.Groups.Select(static g => (g.Id, g.Told(), g.Told())));
                break;
            case ("GET", "users/levels"):
                await RowsAsync(context, "levels", number, id, Levels());
                break;
            case ("GET", "fields/users"):
                await RowsAsync(context, "fields", number, id, Database.Fields.Where(static f => f is { State: 1, Context: "com_users.user" }).Select(static f => (f.Id, f.Row(), f.Detail())));
                break;
            case ("POST", "fields/users"):
                JoomlaField field = new FieldModel(Database).Create(Parse(body) ?? []);
                await OneAsync(context, UserAnswer.Resource("fields", field.Id, field.Detail()));
                break;
            case ("POST", "fields/groups/users"):
                Database.FieldGroups.Add(Parse(body)?["title"]?.ToString() ?? "");
                await OneAsync(context, UserAnswer.Resource("groups", Database.FieldGroups.Count, FieldGroup(Database.FieldGroups.Count)));
                break;
            default:
                await RowsAsync(context, "groups", number, id, Database.FieldGroups.Select((_, n) => (n + 1, FieldGroup(n + 1), FieldGroup(n + 1))));
                break;
        }
    }

    private bool Routed(string method, Match route) => Database.WebServices && (method, route.Groups["what"].Value, route.Groups["id"].Success) switch
    {
        ("GET", _, _) => true,
        ("POST", "users" or "fields/users" or "fields/groups/users", false) => true,
        ("PATCH" or "DELETE", "users", true) => true,
        _ => false,
    };

    // With parameters of the type, or another type, nothing fits.
    private static bool Accepts(string accept) => accept == "application/vnd.api+json" || accept.Contains("*/*", StringComparison.Ordinal);

    private JoomlaUser? Caller(HttpRequest http)
    {
        string bearer = http.Headers.Authorization.ToString();
        string token = bearer.StartsWith("Bearer ", StringComparison.Ordinal) ? bearer[7..] : http.Headers["X-Joomla-Token"].ToString();
        return Database.Users.Values.FirstOrDefault(u => token == JoomlaDatabase.Token(u.Id)) is { Block: 0, MustReset: false } user
            && user.Groups.Overlaps(Database.TokenGroups) && user.Groups.Overlaps(Database.ApiGroups) && !Database.DisabledTokens.Contains(user.Id) ? user : null;
    }

    private Task ListAsync(HttpContext context)
    {
        (JsonArray rows, int pages, int? next, int limit) = new UserList(Database).Read(context.Request.Query);
        JsonObject links = Self(context);
        if (next is { } offset)
            links["next"] = $"{Base(context)}?page%5Boffset%5D={offset}&page%5Blimit%5D={limit}";
        return JsonAsync(context, 200, new JsonObject { ["links"] = links, ["data"] = rows, ["meta"] = new JsonObject { ["total-pages"] = pages } });
    }

    private static Task RowsAsync(HttpContext context, string type, int number, string? id, IEnumerable<(int Id, JsonObject Row, JsonObject Detail)> rows)
    {
        if (id is not null)
        {
            (int Id, JsonObject Row, JsonObject Detail) one = rows.FirstOrDefault(r => r.Id == number);
            return OneAsync(context, UserAnswer.Resource(type, number, one.Detail ?? throw JoomlaError.NotFound()));
        }

        JsonArray all = new([.. rows.Select(r => UserAnswer.Resource(type, r.Id, r.Row))]);
        return JsonAsync(context, 200, new JsonObject { ["links"] = Self(context), ["data"] = all, ["meta"] = new JsonObject { ["total-pages"] = all.Count == 0 ? 0 : 1 } });
    }

    private static IEnumerable<(int Id, JsonObject Row, JsonObject Detail)> Levels()
    {
        (int Id, string Title, int[] Rules)[] installed = [(1, "Public", [1]), (5, "Guest", [9]), (2, "Registered", [6, 2, 8]), (3, "Special", [6, 3, 8]), (6, "Super Users", [8])];
        return installed.Select(l => (
            l.Id,
            new JsonObject { ["id"] = l.Id, ["title"] = l.Title, ["rules"] = JsonSerializer.Serialize(l.Rules) },
            new JsonObject { ["id"] = l.Id, ["title"] = l.Title, ["rules"] = new JsonArray([.. l.Rules.Select(r => JsonValue.Create(r))]) }));
    }

    private JsonObject FieldGroup(int id) => new() { ["id"] = id, ["context"] = "com_users.user", ["title"] = Database.FieldGroups[id - 1], ["state"] = 1, ["language"] = "*", ["access"] = 1 };

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) switch
            {
                JsonObject map => map,
                JsonArray => null,
                _ => throw JoomlaError.Crash(isObject: true),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task OneAsync(HttpContext context, JsonObject resource) => JsonAsync(context, 200, new JsonObject { ["links"] = Self(context), ["data"] = resource });

    private static string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}";

    private static JsonObject Self(HttpContext context) => new() { ["self"] = Base(context) + Uri.UnescapeDataString(context.Request.QueryString.Value ?? "") };

    private static Task JsonAsync(HttpContext context, int status, JsonObject body) =>
        SendAsync(context, status, "application/vnd.api+json; charset=utf-8", body.ToJsonString().Replace("/", "\\/", StringComparison.Ordinal));

    private static Task SendAsync(HttpContext context, int status, string type, string text)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
        }

        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }

    [GeneratedRegex(@"^/api/(index\.php/)?v1/(?<what>users/groups|users/levels|fields/groups/users|fields/users|users)(/(?<id>\d+))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Route();
}
