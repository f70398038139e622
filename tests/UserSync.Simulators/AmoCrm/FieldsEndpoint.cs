using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/contacts/custom_fields</c>.</summary>
public sealed class FieldsEndpoint(AmoStore store, AmoCrmSwitches switches)
{
    /// <summary>GET of the list.</summary>
    public AmoAnswer List(AmoCall call)
    {
        IEnumerable<AmoField> fields = store.Fields;
        if (call.Query["filter"] is JsonObject filter && filter.ContainsKey("type"))
        {
            HashSet<string> types = [.. ContactList.Texts(filter["type"])];
            fields = fields.Where(f => types.Contains(f.Type));
        }

        JsonObject? order = call.Query["order"] as JsonObject;
        bool byId = order?.ContainsKey("id") == true;
        bool down = order?.FirstOrDefault(o => o.Key is "id" or "sort").Value?.ToString() == "desc";
        List<AmoField> sorted = [.. byId ? fields.OrderBy(f => f.Id) : fields.OrderBy(f => f.Sort).ThenBy(f => f.Id)];
        if (down)
            sorted.Reverse();
        return AmoPaging.Page(call, "custom_fields", sorted, sorted.Count, f => Json(call, f), backLinks: switches.BackLinks);
    }

    /// <summary>GET of one.</summary>
    public AmoAnswer Get(AmoCall call, long id) => store.Fields.Find(f => f.Id == id) is { } field ? AmoAnswer.Hal(Json(call, field)) : AmoAnswer.Nothing;

    /// <summary>POST of a list, for administrators.</summary>
    public AmoAnswer Create(AmoCall call)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        JsonArray items = call.Items();
        List<ItemErrors> bad = [];
        List<Func<AmoField>> made = [];
        HashSet<string> codes = [.. store.Fields.Select(f => f.Code).OfType<string>()];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject item = items[i] as JsonObject ?? [];
            ItemErrors errors = new(item["request_id"].IsText(out string id) ? id : i.ToString(CultureInfo.InvariantCulture));
            Func<AmoField> make = Read(item, codes, errors);
            if (errors.Any)
                bad.Add(errors);
            made.Add(make);
        }

        if (bad.Count > 0)
            return AmoProblem.Validation(bad);
        List<AmoField> fields = made.ConvertAll(m => m());
        store.Fields.AddRange(fields);
        JsonArray list = new([.. fields.Select(f => Json(call, f))]);
        return switches.BareSingleField && list.Count == 1
            ? AmoAnswer.Hal(list[0]!.DeepClone(), 201)
            : AmoAnswer.Hal(new JsonObject { ["_total_items"] = list.Count, ["_embedded"] = new JsonObject { ["custom_fields"] = list } }, 201);
    }

    /// <summary>PATCH of a list, for administrators. Options sent without their ids are made anew.</summary>
    public AmoAnswer UpdateMany(AmoCall call)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        JsonArray items = call.Items();
        List<ItemErrors> bad = [];
        List<(long Id, JsonObject Item)> good = [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject item = items[i] as JsonObject ?? [];
            ItemErrors errors = new(i.ToString(CultureInfo.InvariantCulture));
            if (!item["id"].IsWhole(out long id) || !store.Fields.Exists(f => f.Id == id))
                errors.NotAChoice("id");
            Check(item, errors);
            if (errors.Any)
                bad.Add(errors);
            good.Add((id, item));
        }

        return bad.Count > 0
            ? AmoProblem.Validation(bad)
            : AmoAnswer.Hal(new JsonObject { ["_total_items"] = good.Count, ["_embedded"] = new JsonObject { ["custom_fields"] = new JsonArray([.. good.Select(g => Json(call, Change(g.Id, g.Item)))]) } });
    }

    /// <summary>PATCH of one, for administrators.</summary>
    public AmoAnswer Update(AmoCall call, long id)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        if (call.Body() is not JsonObject item)
            return AmoProblem.MethodNotAllowed(switches.Empty405);
        if (!store.Fields.Exists(f => f.Id == id))
            return AmoAnswer.Nothing;
        ItemErrors errors = new("0");
        Check(item, errors);
        return errors.Any ? AmoProblem.Validation([errors]) : AmoAnswer.Hal(Json(call, Change(id, item)));
    }

    /// <summary>DELETE of one, for administrators: the values of all contacts are lost.</summary>
    public AmoAnswer Delete(AmoCall call, long id)
    {
        if (!call.User.IsAdmin)
            return AmoProblem.InvalidScope;
        if (store.Fields.RemoveAll(f => f.Id == id && !f.IsPredefined) == 0)
            return AmoProblem.InvalidScope;
        foreach (AmoContact contact in store.Contacts.Live.Concat(store.Contacts.Gone))
        {
            contact.Set(id, null);
            contact.TextChanged();
        }

        return AmoAnswer.Nothing;
    }

    private static void Check(JsonObject item, ItemErrors errors)
    {
        foreach ((string name, _) in item)
        {
            if (name is not ("id" or "name" or "sort" or "enums" or "request_id"))
                errors.NotExpected(name);
        }

        if (item.ContainsKey("enums") && !(item["enums"] is JsonArray list && list.All(e => e is JsonObject o && o["value"].IsText(out _))))
            errors.NotOfType("enums", "array");
    }

    private AmoField Change(long id, JsonObject item)
    {
        int at = store.Fields.FindIndex(f => f.Id == id);
        AmoField field = store.Fields[at];
        return store.Fields[at] = field with
        {
            Name = item["name"].IsText(out string text) ? text : field.Name,
            Sort = item["sort"].IsWhole(out long sort) ? (int)sort : field.Sort,
            Enums = item["enums"] is JsonArray enums ? Enums(enums) : field.Enums,
        };
    }

    private Func<AmoField> Read(JsonObject item, HashSet<string> codes, ItemErrors errors)
    {
        foreach ((string name, JsonNode? value) in item)
        {
            switch (name)
            {
                case "name" or "type" or "code" or "remind" when !value.IsText(out _):
                    errors.NotOfType(name, "string");
                    break;
                case "sort" when !value.IsWhole(out _):
                    errors.NotOfType(name, "int");
                    break;
                case "is_api_only" when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                    errors.NotOfType(name, "bool");
                    break;
                case "enums" when !(value is JsonArray { Count: > 0 } list && list.All(e => e is JsonObject o && o["value"].IsText(out _))):
                    errors.NotOfType(name, "array");
                    break;
                case "name" or "type" or "code" or "remind" or "sort" or "is_api_only" or "enums" or "request_id":
                    break;
                default:
                    errors.NotExpected(name);
                    break;
            }
        }

        if (!item.ContainsKey("name"))
            errors.Missing("name");
        item["type"].IsText(out string type);
        if (!item.ContainsKey("type"))
            errors.Missing("type");
        else if (!AmoField.Types.Contains(type) || type == "multitext")
            errors.NotAChoice("type");
        bool choice = type is "select" or "multiselect" or "radiobutton";
        if (choice && !item.ContainsKey("enums"))
            errors.Missing("enums");
        if (!choice && item.ContainsKey("enums"))
            errors.NotExpected("enums");
        if (item["code"].IsText(out string code) && !codes.Add(code))
            errors.NotAChoice("code");
        return () => new AmoField(store.NextFieldId(), item["name"]!.GetValue<string>(), type, code.Length > 0 ? code : null, item["sort"].IsWhole(out long sort) ? (int)sort : store.Fields.Max(f => f.Sort) + 1)
        {
            IsApiOnly = item["is_api_only"]?.GetValue<bool>() ?? false,
            Remind = type == "birthday" ? "day" : null,
            Enums = type == "smart_address" ? AmoSampleFields.AddressLines : item["enums"] is JsonArray enums ? Enums(enums) : [],
        };
    }

    private List<AmoFieldEnum> Enums(JsonArray enums) =>
        [.. enums.Select((e, n) => new AmoFieldEnum(e!["id"].IsWhole(out long id) ? id : store.NextEnumId(), e["value"]!.GetValue<string>(), 2 * (n + 1), e["code"].IsText(out string code) ? code : null))];

    private JsonObject Json(AmoCall call, AmoField field)
    {
        bool coded = field.IsChoice;
        return new JsonObject
        {
            ["id"] = field.Id,
            ["name"] = field.Name,
            ["type"] = field.Type,
            ["account_id"] = store.Account.Id,
            ["code"] = field.Code,
            ["sort"] = field.Sort,
            ["is_api_only"] = field.IsApiOnly,
            ["enums"] = field.Enums.Count == 0 ? null : new JsonArray([.. field.Enums.Select(e => Json(e, coded))]),
            ["group_id"] = null,
            ["required_statuses"] = new JsonArray(),
            ["is_deletable"] = !field.IsPredefined,
            ["is_predefined"] = field.IsPredefined,
            ["entity_type"] = "contacts",
            ["tracking_callback"] = null,
            ["remind"] = field.Remind,
            ["triggers"] = new JsonArray(),
            ["currency"] = null,
            ["hidden_statuses"] = new JsonArray(),
            ["chained_lists"] = null,
            ["_links"] = call.Links($"contacts/custom_fields/{field.Id}"),
        };
    }

    private static JsonNode Json(AmoFieldEnum option, bool coded)
    {
        JsonObject json = new() { ["id"] = option.Id, ["value"] = option.Value, ["sort"] = option.Sort };
        if (coded)
            json["code"] = option.Code;
        return json;
    }
}
