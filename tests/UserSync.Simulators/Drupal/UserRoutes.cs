using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Drupal;

/// <summary>Answers what is asked of users.</summary>
/// <param name="site">The site.</param>
/// <param name="account">Who asks.</param>
/// <param name="address">The site's address as the request named it.</param>
public sealed class UserRoutes(DrupalSimulator site, DrupalUser account, string address)
{
    private readonly UserDocument _document = new(site, account, address);

    private DrupalDatabase Database => site.Database;

    private bool Administers => Database.May(account, "administer users");

    /// <summary>A page of users.</summary>
    public JsonObject List(HttpRequest request)
    {
        QueryParameters query = QueryParameters.Read(request.Query);
        UserFilter filter = new(query.Filter, Database, account);
        IEnumerable<DrupalUser> users = Database.Users.Values.Where(filter.Takes);
        foreach (string by in query.Sort.Reverse())
        {
            UserColumn column = UserColumn.Of(by.TrimStart('-'), Database, account);
            Comparer<string> order = Comparer<string>.Create(column.Compare);
            string Key(DrupalUser user) => column.Values(user).FirstOrDefault() ?? "";
            users = by.StartsWith('-') ? users.OrderByDescending(Key, order) : users.OrderBy(Key, order);
        }

        List<DrupalUser> rows = [.. users.Skip(query.Offset).Take(query.Limit + 1)];
        JsonObject answer = new() { ["data"] = new JsonArray([.. rows.Take(query.Limit).Select(u => _document.Resource(u, query.Fields))]) };
        if (query.IncludesRoles && !Database.May(account, "administer permissions") && rows.Exists(u => u.Roles.Count > 0))
        {
            answer["meta"] = Omission.Of(rows.Take(query.Limit).SelectMany(u => u.Roles).Distinct(StringComparer.Ordinal)
                .Select(r => $"{address}/jsonapi/user_role/user_role/{Database.Roles.Find(known => known.Name == r)!.Uuid}"), "administer permissions");
        }

        answer["links"] = PageLinks.Of(request, address, query, rows.Count > query.Limit);
        return answer;
    }

    /// <summary>One user.</summary>
    public JsonObject Get(HttpRequest request, string uuid)
    {
        DrupalUser user = Database.Find(uuid) ?? throw NotFound("jsonapi.user--user.individual");
        JsonObject answer = new() { ["data"] = _document.Resource(user, QueryParameters.Read(request.Query).Fields) };
        answer["links"] = new JsonObject { ["self"] = UserDocument.Href($"{address}{request.Path}{request.QueryString}") };
        return answer;
    }

    /// <summary>Creates a user.</summary>
    public JsonObject Post(string body)
    {
        if (!Administers)
            throw Refused("The 'administer users' permission is required.");
        DrupalUser user = new UserInput(site, account).Create(Data(body));
        return new JsonObject { ["data"] = _document.Resource(user, null), ["links"] = new JsonObject { ["self"] = UserDocument.Href($"{address}/jsonapi/user/user") } };
    }

    /// <summary>Changes a user.</summary>
    public JsonObject Patch(string uuid, string body)
    {
        DrupalUser user = Writable(uuid, "patch", "Users can only update their own account, unless they have the 'administer users' permission.");
        new UserInput(site, account).Change(user, Data(body));
        return new JsonObject { ["data"] = _document.Resource(user, null), ["links"] = new JsonObject { ["self"] = UserDocument.Href($"{address}/jsonapi/user/user/{uuid}") } };
    }

    /// <summary>Does to a user what the site's setting says.</summary>
    public void Delete(string uuid)
    {
        DrupalUser user = Writable(uuid, "delete", "The 'cancel account' permission is required.");
        if (site.CancelMethod is CancelMethod.Reassign or CancelMethod.Delete)
        {
            Database.Users.Remove(user.Uid);
            return;
        }

        user.Status = false;
        user.Saved(Database.Now);
    }

    /// <summary>The roles of a user: reads, adds, takes away or replaces them.</summary>
    public JsonObject? Roles(string method, string uuid, string body)
    {
        if (HttpMethods.IsGet(method))
        {
            DrupalUser shown = Database.Find(uuid) ?? throw NotFound("jsonapi.user--user.roles.relationship.get");
            string self = $"{address}/jsonapi/user/user/{uuid}";
            return new JsonObject
            {
                ["data"] = new JsonArray([.. shown.Roles.Select(_document.RoleItem)]),
                ["links"] = new JsonObject { ["related"] = UserDocument.Href(self + "/roles"), ["self"] = UserDocument.Href(self + "/relationships/roles") },
            };
        }

        DrupalUser user = Writable(uuid, "relationship", "Users can only update their own account, unless they have the 'administer users' permission.");
        List<string> named = new UserInput(site, account).RolesOf(Parse(body)["data"] as JsonArray) ?? throw new DrupalError(400, "No data.");
        List<string> after = HttpMethods.IsPost(method) ? [.. user.Roles.Union(named)] : HttpMethods.IsDelete(method) ? [.. user.Roles.Except(named)] : named;
        user.Roles.Clear();
        user.Roles.AddRange(after);
        user.Saved(Database.Now);
        return null;
    }

    private DrupalUser Writable(string uuid, string route, string right)
    {
        DrupalUser user = Database.Find(uuid) ?? throw NotFound($"jsonapi.user--user.individual.{route}");
        if (user.Uid == 0)
            throw new DrupalError(403, "");
        return Administers ? user : throw Refused(right);
    }

    // To a visitor who gave no credential; one whose credential is wrong is a visitor who gave one.
    private DrupalError Refused(string right) => site.AsksForCredential(account) ? new DrupalError(401, "") : new DrupalError(403, right);

    private static DrupalError NotFound(string route) => new(404, $"The \"entity\" parameter was not converted for the path \"/jsonapi/user/user/{{entity}}\" (route name: \"{route}\")");

    private static JsonObject Data(string body)
    {
        JsonObject data = Parse(body)["data"] as JsonObject ?? throw new DrupalError(400, "The document must contain a \"data\" member.");
        return data["type"]?.ToString() == "user--user" ? data : throw new DrupalError(400, "Resource object must include a \"type\".");
    }

    private static JsonObject Parse(string body)
    {
        if (body.Length == 0)
            throw new DrupalError(400, "Empty request body.");
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new DrupalError(400, "Syntax error");
        }
        catch (JsonException)
        {
            throw new DrupalError(400, "Syntax error");
        }
    }
}
