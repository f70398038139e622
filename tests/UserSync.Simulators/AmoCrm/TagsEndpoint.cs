using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/contacts/tags</c>.</summary>
public sealed class TagsEndpoint(AmoStore store, AmoCrmSwitches switches)
{
    private readonly ContactJson _json = new(store, switches);

    /// <summary>GET of the list.</summary>
    public AmoAnswer List(AmoCall call)
    {
        IEnumerable<AmoTag> tags = store.Tags;
        if (call.Query["filter"] is JsonObject filter)
        {
            HashSet<long>? ids = filter.ContainsKey("id") ? ContactList.Numbers(filter["id"]) : null;
            string? name = filter["name"] is JsonValue value ? value.GetValue<string>() : null;
            tags = tags.Where(t => ids?.Contains(t.Id) != false && (name is null || t.Name == name));
        }

        if (call.Text("query") is { Length: > 0 } query)
            tags = tags.Where(t => t.Name.Contains(query, StringComparison.OrdinalIgnoreCase));
        return AmoPaging.Page(call, "tags", tags, null, _json.Tag, backLinks: switches.BackLinks);
    }

    /// <summary>POST of a list; a name that exists answers its id.</summary>
    public AmoAnswer Create(AmoCall call)
    {
        JsonArray items = call.Items();
        List<ItemErrors> bad = [];
        List<(string Name, string RequestId)> good = [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject item = items[i] as JsonObject ?? [];
            string requestId = item["request_id"].IsText(out string id) ? id : i.ToString(CultureInfo.InvariantCulture);
            ItemErrors errors = new(requestId);
            foreach ((string property, _) in item)
            {
                if (property is not ("name" or "color" or "request_id"))
                    errors.NotExpected(property);
            }

            if (!item.ContainsKey("name"))
                errors.Missing("name");
            else if (!item["name"].IsText(out string name) || name.Length == 0)
                errors.NotOfType("name", "string");
            else
                good.Add((name, requestId));
            if (errors.Any)
                bad.Add(errors);
        }

        if (bad.Count > 0)
            return AmoProblem.Validation(bad);
        JsonArray answer = new([.. good.Select(g =>
        {
            JsonObject json = _json.Tag(store.Tag(g.Name));
            json["request_id"] = g.RequestId;
            return (JsonNode)json;
        })]);
        return AmoAnswer.Hal(new JsonObject { ["_total_items"] = answer.Count, ["_embedded"] = new JsonObject { ["tags"] = answer } });
    }
}
