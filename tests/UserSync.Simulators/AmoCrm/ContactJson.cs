using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Contacts as the API tells them.</summary>
public sealed class ContactJson(AmoStore store, AmoCrmSwitches switches)
{
    /// <summary>The whole contact.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="call">The request, for links.</param>
    /// <param name="with">What more is asked for.</param>
    public JsonObject Of(AmoContact contact, AmoCall call, IReadOnlyCollection<string> with)
    {
        JsonObject json = new()
        {
            ["id"] = contact.Id,
            ["name"] = contact.Name,
            ["first_name"] = contact.FirstName,
            ["last_name"] = contact.LastName,
            ["responsible_user_id"] = contact.ResponsibleUserId,
            ["group_id"] = contact.GroupId,
            ["created_by"] = contact.CreatedBy,
            ["updated_by"] = contact.UpdatedBy,
            ["created_at"] = contact.CreatedAt,
            ["updated_at"] = contact.UpdatedAt,
            ["closest_task_at"] = contact.ClosestTaskAt,
        };
        if (!switches.OldShapes)
        {
            // Of a contact in the trash, too: seen in the contract.
            json["is_deleted"] = false;
            json["is_unsorted"] = false;
        }

        json["custom_fields_values"] = Values(contact);
        json["account_id"] = store.Account.Id;
        json["_links"] = call.Links($"contacts/{contact.Id}");
        JsonObject embedded = new() { ["tags"] = new JsonArray([.. contact.Tags.Select(id => store.Tags.Find(t => t.Id == id)).OfType<AmoTag>().Select(Tag)]) };
        if (with.Contains("leads"))
            embedded["leads"] = new JsonArray([.. contact.Leads.Select(id => Entity(call, "leads", id))]);
        if (with.Contains("customers"))
            embedded["customers"] = new JsonArray();
        if (with.Contains("catalog_elements"))
            embedded["catalog_elements"] = new JsonArray();
        embedded["companies"] = contact.CompanyId is { } company ? new JsonArray(Entity(call, "companies", company)) : [];
        json["_embedded"] = embedded;
        return json;
    }

    /// <summary>A tag.</summary>
    public JsonObject Tag(AmoTag tag)
    {
        JsonObject json = new() { ["id"] = tag.Id, ["name"] = tag.Name };
        if (!switches.TagsWithoutColor)
            json["color"] = tag.Color;
        return json;
    }

    private static JsonObject Entity(AmoCall call, string type, long id) => new() { ["id"] = id, ["_links"] = call.Links($"{type}/{id}") };

    private JsonArray? Values(AmoContact contact)
    {
        if (contact.Values.Count == 0)
            return null;
        JsonArray all = [];
        foreach ((AmoField field, IReadOnlyList<AmoValue> values) in contact.Values.Select(v => (store.Fields.Find(f => f.Id == v.Key)!, v.Value)).OrderBy(v => v.Item1.Sort).ThenBy(v => v.Item1.Id))
        {
            all.Add(new JsonObject
            {
                ["field_id"] = field.Id,
                ["field_name"] = field.Name,
                ["field_code"] = field.Code,
                ["field_type"] = field.Type,
                ["values"] = new JsonArray([.. values.Select(Value)]),
            });
        }

        return all;
    }

    private JsonObject Value(AmoValue value)
    {
        JsonObject json = new() { ["value"] = Plain(value.Value) };
        if (value.EnumId is { } id)
        {
            json["enum_id"] = id;
            json[switches.OldShapes ? "enum" : "enum_code"] = value.EnumCode;
        }

        return json;
    }

    private static JsonNode? Plain(object value) => value switch
    {
        string text => text,
        long number => number,
        bool flag => flag,
        AmoObject map => JsonNode.Parse(map.Json),
        _ => throw new InvalidOperationException($"A value of type {value.GetType()} cannot be told."),
    };
}
