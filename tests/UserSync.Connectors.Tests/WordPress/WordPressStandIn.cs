using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Tests.Fakes;

namespace UserSync.Connectors.Tests.WordPress;

/// <summary>
/// Behaves like WordPress 6.1.9 in what UserSync uses of it, by the recordings, and is stricter where WordPress lets mistakes
/// pass: unknown parameters and a read without <c>context=edit</c> are refused.
/// </summary>
internal sealed class WordPressStandIn : IAsyncDisposable
{
    public const string Secret = "sync:abcd efgh ijkl";

    private static readonly string[] ListParameters = ["context", "per_page", "page", "offset", "orderby", "order", "_fields", "search", "roles", "include[]"];

    private readonly HttpStub _stub;
    private readonly Lock _gate = new();
    private long _nextId = 1;

    public WordPressStandIn(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        _stub = new HttpStub(AnswerAsync);
        Add("admin", "admin@example.org").Roles = ["administrator"];
    }

    public TimeProvider Time { get; }

    public Uri Address => _stub.Address;

    public IReadOnlyCollection<StubRequest> Requests => _stub.Requests;

    public SortedDictionary<long, StandInUser> Users { get; } = [];

    public Dictionary<string, string> Meta { get; } = new()
    {
        ["company"] = "string", ["phone"] = "string", ["customer_no"] = "string", ["score"] = "integer", ["newsletter"] = "boolean", ["interests"] = "array",
    };

    public HashSet<string> Rights { get; } = ["list_users", "edit_users", "create_users", "delete_users", "promote_users"];

    public bool PlainPermalinks { get; set; }

    public bool RefusesOptions { get; set; }

    /// <summary>Called before each request is answered; an answer other than null takes its place.</summary>
    public Func<StubRequest, StubAnswer?>? Before { get; set; }

    /// <summary>Called after a write was stored; an answer other than null takes the place of the true one.</summary>
    public Func<StubRequest, StubAnswer?>? AfterWrite { get; set; }

    public StandInUser Add(string login, string email, DateTimeOffset? registered = null)
    {
        lock (_gate)
        {
            StandInUser user = new() { Id = _nextId++, UserName = login, Email = email, Name = login, Registered = registered ?? Time.GetUtcNow() };
            Users[user.Id] = user;
            return user;
        }
    }

    public void Seed(int count)
    {
        for (int n = 1; n <= count; n++)
            Add($"user{n:0000}", $"user{n:0000}@example.org");
    }

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    private Task<StubAnswer> AnswerAsync(StubRequest request)
    {
        lock (_gate)
        {
            StubAnswer answer = Before?.Invoke(request) ?? Route(request);
            if (request.Method is "POST" or "DELETE" && answer.Status is 200 or 201)
                answer = AfterWrite?.Invoke(request) ?? answer;
            return Task.FromResult(answer.Status > 0 ? answer.With("Date", Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)) : answer);
        }
    }

    private StubAnswer Route(StubRequest request)
    {
        string? route = PlainPermalinks ? request["rest_route"] : request.Path.StartsWith("/wp-json/", StringComparison.Ordinal) ? request.Path["/wp-json".Length..] : request["rest_route"];
        if (route is null)
            return StubAnswer.Html("<html><title>Page not found</title></html>", 404);
        bool known = request.Headers.TryGetValue("Authorization", out string? header) && header == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
        return (request.Method, route) switch
        {
            ("GET", "/") => Index(),
            ("OPTIONS", "/wp/v2/users") => RefusesOptions ? StubAnswer.Html("<title>Forbidden</title>", 403) : Schema(),
            ("GET", "/wp/v2/users/me") => known ? Me() : Error(401, "rest_not_logged_in", "You are not currently logged in."),
            ("GET", "/wp/v2/users") => !known || !Rights.Contains("list_users") ? Error(known ? 403 : 401, "rest_forbidden_context", "Sorry, you are not allowed to edit users.") : List(request),
            ("POST", "/wp/v2/users") => Rights.Contains("create_users") && known ? Create(request) : Error(known ? 403 : 401, "rest_cannot_create_user", "Sorry, you are not allowed to create new users."),
            ("POST", _) when known && One(route) is { } user => Update(user, request),
            ("DELETE", _) when known && One(route) is { } user => Delete(user, request),
            ("POST" or "DELETE", _) when route.StartsWith("/wp/v2/users/", StringComparison.Ordinal) => known ? Error(404, "rest_user_invalid_id", "Invalid user ID.") : Error(401, "rest_cannot_edit", "Sorry."),
            _ => Error(404, "rest_no_route", "No route was found matching the URL and request method."),
        };
    }

    private StandInUser? One(string route) =>
        long.TryParse(route["/wp/v2/users/".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? Users.GetValueOrDefault(id) : null;

    private StubAnswer Index()
    {
        string site = Address.AbsoluteUri.TrimEnd('/');
        return Json(new JObject
        {
            ["name"] = "Stand-in", ["url"] = site, ["home"] = site, ["namespaces"] = new JArray("oembed/1.0", "wp/v2"),
            ["authentication"] = new JObject { ["application-passwords"] = new JObject { ["endpoints"] = new JObject() } },
        });
    }

    private StubAnswer Me()
    {
        JObject rights = [];
        foreach (string right in Rights)
            rights[right] = true;
        return Json(new JObject { ["id"] = 1, ["username"] = "sync", ["capabilities"] = rights });
    }

    private StubAnswer Schema()
    {
        JObject meta = new() { ["persisted_preferences"] = new JObject { ["type"] = "object" } };
        foreach ((string key, string type) in Meta)
            meta[key] = new JObject { ["type"] = type, ["description"] = "" };
        return Json(JObject.FromObject(new { schema = new { properties = new { meta = new { type = "object", properties = meta }, roles = new { type = "array", items = new { type = "string" } } } } }));
    }

    private StubAnswer List(StubRequest request)
    {
        if (request.Query.FirstOrDefault(q => q.Key != "rest_route" && !ListParameters.Contains(q.Key)) is { Key: { } unknown })
            return Error(400, "stand_in_unknown_parameter", unknown);
        if (request["context"] != "edit")
            return Error(400, "stand_in_context", "UserSync never reads the public view.");
        int size = int.Parse(request["per_page"] ?? "10", CultureInfo.InvariantCulture);
        if (size is < 1 or > 100)
            return Recording.Load("wordpress/user-list-per-page-101").Answer;
        IEnumerable<StandInUser> users = Users.Values;
        string[] ids = [.. request.Query.Where(q => q.Key == "include[]").Select(q => q.Value)];
        if (ids.Length > 0)
            users = users.Where(u => ids.Contains(u.Id.ToString(CultureInfo.InvariantCulture)));
        if (request["roles"] is { } roles)
            users = users.Where(u => u.Roles.Intersect(roles.Split(',')).Any());
        if (request["search"] is { } search)
            users = users.Where(u => Finds(u, search));
        List<StandInUser> all = [.. users];
        int offset = request["offset"] is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : (int.Parse(request["page"] ?? "1", CultureInfo.InvariantCulture) - 1) * size;
        JArray rows = new(all.Skip(offset).Take(size).Select(u => Select(u, request["_fields"])));
        return Json(rows).With("X-WP-Total", all.Count.ToString(CultureInfo.InvariantCulture)).With("X-WP-TotalPages", ((all.Count + size - 1) / size).ToString(CultureInfo.InvariantCulture));
    }

    // With an @ in it only the address is searched, as WP_User_Query does.
    private static bool Finds(StandInUser user, string text) =>
        user.Email.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (!text.Contains('@', StringComparison.Ordinal) && (user.UserName.Contains(text, StringComparison.OrdinalIgnoreCase) || user.Name.Contains(text, StringComparison.OrdinalIgnoreCase)));

    private StubAnswer Create(StubRequest request)
    {
        JObject body = JObject.Parse(request.Body);
        if (Missing(body) is { Count: > 0 } missing)
            return Error(400, "rest_missing_callback_param", "Missing parameter(s): " + string.Join(", ", missing));
        string login = (string)body["username"]!;
        string email = (string)body["email"]!;
        if (login.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '@' or ' ')))
            return Recording.Load("wordpress/user-create-unicode-login").Answer;
        if (!IsEmail(email))
            return Recording.Load("wordpress/user-create-bad-email").Answer;
        if (Users.Values.Any(u => u.UserName.Equals(login, StringComparison.OrdinalIgnoreCase)))
            return Recording.Load("wordpress/user-create-dup-login").Answer;
        if (Users.Values.Any(u => u.Email.Equals(email, StringComparison.OrdinalIgnoreCase)))
            return Recording.Load("wordpress/user-create-dup-email").Answer;
        if (WrongRole(body) is { } role)
            return role;
        StandInUser user = Add(login, email);
        return Store(user, body) ?? Json(Select(user, request["_fields"]), 201);
    }

    private StubAnswer Update(StandInUser user, StubRequest request)
    {
        JObject body = JObject.Parse(request.Body);
        string? email = (string?)body["email"];
        if (email is not null && !IsEmail(email))
            return Recording.Load("wordpress/user-create-bad-email").Answer;
        if (email is not null && Users.Values.Any(u => u != user && u.Email.Equals(email, StringComparison.OrdinalIgnoreCase)))
            return Error(400, "rest_user_invalid_email", "Invalid email address.");
        if (body["username"] is not null)
            return Error(400, "rest_user_invalid_argument", "Username is not editable.");
        return WrongRole(body) ?? Store(user, body) ?? Json(Select(user, request["_fields"]));
    }

    private StubAnswer Delete(StandInUser user, StubRequest request)
    {
        if (request["reassign"] is not { } heir)
            return Recording.Load("wordpress/user-delete-noforce").Answer;
        if (request["force"] != "true")
            return Error(501, "rest_trash_not_supported", "Users do not support trashing. Set 'force=true' to delete.");
        if (!long.TryParse(heir, out long id) || id == user.Id || !Users.ContainsKey(id))
            return Error(400, "rest_user_invalid_reassign", "Invalid user ID for reassignment.");
        Users.Remove(user.Id);
        return Json(new JObject { ["deleted"] = true });
    }

    private StubAnswer? WrongRole(JObject body) => body["roles"]?.Values<string>().FirstOrDefault(r => r is not ("subscriber" or "editor" or "administrator" or "customer")) is { } wrong
        ? Error(400, "rest_user_invalid_role", $"The role {wrong} does not exist.")
        : null;

    // Custom values come last: when one is refused, a new user stays.
    private StubAnswer? Store(StandInUser user, JObject body)
    {
        user.Email = (string?)body["email"] ?? user.Email;
        user.FirstName = Cleaned(body, "first_name") ?? user.FirstName;
        user.LastName = Cleaned(body, "last_name") ?? user.LastName;
        user.Url = (string?)body["url"] ?? user.Url;
        user.Name = Cleaned(body, "name") ?? user.Name;
        if (user.Name.Length == 0)
            user.Name = user.UserName;
        if (body["roles"] is { } roles)
            user.Roles = [.. roles.Values<string>().OfType<string>()];
        foreach (JProperty property in (body["meta"] as JObject)?.Properties() ?? [])
        {
            if (!Meta.TryGetValue(property.Name, out string? type))
                continue;
            if (type == "integer" && !long.TryParse(property.Value.ToString(), out _))
                return Error(400, "rest_invalid_type", $"meta.{property.Name} is not of type integer.");
            user.Meta[property.Name] = type switch
            {
                "integer" => long.Parse(property.Value.ToString(), CultureInfo.InvariantCulture),
                "boolean" => property.Value.ToString().Equals("true", StringComparison.OrdinalIgnoreCase),
                _ => property.Value,
            };
        }

        return null;
    }

    private static string? Cleaned(JObject body, string name) => ((string?)body[name])?.Trim().Replace("&", "&amp;", StringComparison.Ordinal);

    private static List<string> Missing(JObject body) => [.. new[] { "username", "email", "password" }.Where(name => body[name] is null)];

    private static bool IsEmail(string text) => Ascii.IsValid(text) && text.Split('@') is [{ Length: > 0 }, { Length: > 0 } domain] && domain.Contains('.', StringComparison.Ordinal);

    private JObject Select(StandInUser user, string? fields)
    {
        JObject all = user.ToJson(Meta);
        if (fields is null)
            return all;
        string[] wanted = fields.Split(',');
        return new JObject(all.Properties().Where(p => wanted.Contains(p.Name)));
    }

    private static StubAnswer Json(JToken json, int status = 200) => StubAnswer.Json(json.ToString(Formatting.None), status);

    private static StubAnswer Error(int status, string code, string message) =>
        Json(new JObject { ["code"] = code, ["message"] = message, ["data"] = new JObject { ["status"] = status } }, status);
}
