using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/contacts/{id}/links</c>, <c>/link</c> and <c>/unlink</c>.</summary>
public sealed class LinksEndpoint(AmoStore store)
{
    /// <summary>GET of the list.</summary>
    public AmoAnswer List(AmoCall call, long id)
    {
        if (store.Contacts.FindLive(id) is not { } contact || !call.User.Reaches(call.User.View, contact))
            return AmoAnswer.Nothing;
        List<JsonObject> links = [];
        if (contact.CompanyId is { } company)
            links.Add(Json(company, "companies", null));
        links.AddRange(contact.Leads.Select(lead => Json(lead, "leads", new JsonObject { ["main_contact"] = true })));
        return links.Count == 0 ? AmoAnswer.Nothing : Answer(call, id, links);
    }

    /// <summary>POST of links.</summary>
    public AmoAnswer Link(AmoCall call, long id) => Change(call, id, (contact, type, to) =>
    {
        if (type == "companies")
            contact.CompanyId = to;
        else if (!contact.Leads.Contains(to))
            contact.Leads.Add(to);
    }) ?? Answer(call, id, [.. call.Items().Select(i => Json(i!["to_entity_id"]!.GetValue<long>(), i["to_entity_type"]!.GetValue<string>(), null))]);

    /// <summary>POST of links that end.</summary>
    public AmoAnswer Unlink(AmoCall call, long id) => Change(call, id, static (contact, type, to) =>
    {
        if (type == "leads")
            contact.Leads.Remove(to);
        else if (contact.CompanyId == to)
            contact.CompanyId = null;
    }) ?? AmoAnswer.Nothing;

    private AmoAnswer? Change(AmoCall call, long id, Action<AmoContact, string, long> change)
    {
        JsonArray items = call.Items();
        ItemErrors errors = new("0");
        List<(string Type, long To)> links = [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject item = items[i] as JsonObject ?? [];
            foreach ((string name, _) in item)
            {
                if (name is not ("to_entity_id" or "to_entity_type" or "metadata"))
                    errors.NotExpected($"{i}.{name}");
            }

            if (!item["to_entity_id"].IsWhole(out long to))
                errors.NotOfType($"{i}.to_entity_id", "int");
            if (!item["to_entity_type"].IsText(out string type) || type is not ("companies" or "leads"))
                errors.NotAChoice($"{i}.to_entity_type");
            links.Add((type, to));
        }

        AmoContact? contact = store.Contacts.FindLive(id);
        if (contact is null)
            errors.NotAChoice("entity_id");
        if (errors.Any)
            return AmoProblem.Validation([errors]);
        foreach ((string type, long to) in links)
            change(contact!, type, to);
        return null;
    }

    private static JsonObject Json(long id, string type, JsonObject? metadata) => new() { ["to_entity_id"] = id, ["to_entity_type"] = type, ["metadata"] = metadata };

    private static AmoAnswer Answer(AmoCall call, long id, List<JsonObject> links) => AmoAnswer.Hal(new JsonObject
    {
        ["_total_items"] = links.Count,
        ["_links"] = call.Links($"contacts/{id}/links?page=1&limit=50"),
        ["_embedded"] = new JsonObject { ["links"] = new JsonArray([.. links]) },
    });
}
