using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.Drupal;

/// <summary>Answers what is asked of roles and of the definitions of fields.</summary>
/// <param name="site">The site.</param>
/// <param name="account">Who asks.</param>
/// <param name="address">The site's address as the request named it.</param>
public sealed class ConfigRoutes(DrupalSimulator site, DrupalUser account, string address)
{
    /// <summary>A page of resources; null for a kind that there is not.</summary>
    public JsonObject? List(HttpRequest request, string route)
    {
        (string Type, string Permission, IEnumerable<(string Id, JsonObject Attributes)> All)? kind = route switch
        {
            "user_role/user_role" => ("user_role--user_role", "administer permissions", site.Database.Roles.Select(r => (r.Uuid, r.Attributes))),
            "field_config/field_config" => ("field_config--field_config", "administer user fields", site.Database.Fields.Select(f => (f.ConfigId, f.Config))),
            "field_storage_config/field_storage_config" => ("field_storage_config--field_storage_config", "administer user fields", site.Database.Fields.Select(f => (f.StorageId, f.Storage))),
            _ => null,
        };
        if (kind is not { } found)
            return null;
        QueryParameters query = QueryParameters.Read(request.Query);
        List<(string Id, JsonObject Attributes)> rows = [.. found.All.Where(r => Fits(r.Attributes, query)).Skip(query.Offset).Take(query.Limit + 1)];
        bool may = site.Database.May(account, found.Permission);
        JsonObject answer = new() { ["data"] = new JsonArray([.. may ? rows.Take(query.Limit).Select(r => Resource(route, found.Type, r.Id, r.Attributes)) : []]) };
        if (!may)
            answer["meta"] = Omission.Of(rows.Take(query.Limit).Select(r => $"{address}/jsonapi/{route}/{r.Id}"), found.Permission);
        answer["links"] = PageLinks.Of(request, address, query, rows.Count > query.Limit);
        return answer;
    }

    // Short: filter[entity_type]=user. Long: filter[c1][condition][path|operator|value].
    private static bool Fits(JsonObject attributes, QueryParameters query) => query.Filter.GroupBy(f => f.Name[0]).All(named =>
    {
        string path = named.Where(n => n.Name.Length == 3 && n.Name[2] == "path").Select(n => n.Value).FirstOrDefault() ?? named.Key;
        string value = named.First(n => n.Name.Length == 1 || n.Name[2] == "value").Value;
        return attributes.ContainsKey(path) ? attributes[path]!.ToString() == value : throw new DrupalError(400, $"Invalid nested filtering. The field `{path}`, given in the path `{path}`, does not exist.");
    });

    private JsonObject Resource(string route, string type, string id, JsonObject attributes) => new()
    {
        ["type"] = type,
        ["id"] = id,
        ["links"] = new JsonObject { ["self"] = UserDocument.Href($"{address}/jsonapi/{route}/{id}") },
        ["attributes"] = attributes.DeepClone(),
    };
}
