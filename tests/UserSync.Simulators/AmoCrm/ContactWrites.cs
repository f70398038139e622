using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>POST and PATCH of contacts.</summary>
public sealed class ContactWrites(AmoStore store, AmoJournal journal, SimulatedClock clock, AmoCrmSwitches switches)
{
    private readonly ContactStore _contacts = new(store, journal, clock, switches);
    private readonly ContactReader _reader = new(store, switches);

    /// <summary>POST of a list.</summary>
    public AmoAnswer Create(AmoCall call)
    {
        JsonArray items = call.Items();
        if (call.User is { IsAdmin: false, Add: 'D' })
            return AmoProblem.InvalidScope;
        return Write(call, items, update: false);
    }

    /// <summary>PATCH of a list.</summary>
    public AmoAnswer Update(AmoCall call) => Write(call, call.Items(), update: true);

    /// <summary>PATCH of one contact: an object; a list is answered 405, as was seen.</summary>
    public AmoAnswer UpdateOne(AmoCall call, long id)
    {
        if (call.Body() is not JsonObject item)
            return AmoProblem.MethodNotAllowed(switches.Empty405);
        item = item.DeepClone().AsObject();
        ItemErrors errors = new("0");
        if (item.ContainsKey("id") && !(item["id"].IsWhole(out long told) && told == id))
            errors.NotAChoice("id");
        item["id"] = id;
        ContactDraft draft = new() { RequestId = Text(item["request_id"]) ?? "0" };
        _reader.Read(item, draft, errors, update: true);
        AmoContact? contact = Target(draft, call, errors);
        if (errors.Any)
            return AmoProblem.Validation([errors]);
        if (contact is null)
            return AmoAnswer.Nothing;
        if (!call.User.Reaches(call.User.Edit, contact))
            return AmoProblem.InvalidScope;
        _contacts.Update(contact, draft, call.User);
        return switches.BareSingleUpdate
            ? AmoAnswer.Hal(new JsonObject { ["id"] = id, ["updated_at"] = contact.UpdatedAt, ["_links"] = call.Links($"contacts/{id}") })
            : AmoAnswer.Hal(Answer(call, [Changed(call, contact, null)]));
    }

    private AmoAnswer Write(AmoCall call, JsonArray items, bool update)
    {
        List<(ContactDraft Draft, AmoContact? Contact)> good = [];
        List<ItemErrors> bad = [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject? item = items[i] as JsonObject;
            string requestId = Text(item?["request_id"]) ?? i.ToString(CultureInfo.InvariantCulture);
            ContactDraft draft = new() { RequestId = requestId };
            ItemErrors errors = new(requestId);
            if (item is null)
                errors.NotOfType("", "array");
            else
                _reader.Read(item, draft, errors, update);
            AmoContact? contact = update && item is not null ? Target(draft, call, errors) : null;
            if (errors.Any)
                bad.Add(errors);
            else if (contact is not null || !update || draft.Id is null)
                good.Add((draft, contact));
        }

        if (good.Exists(g => g.Contact is not null && !call.User.Reaches(call.User.Edit, g.Contact)))
            return AmoProblem.InvalidScope;
        bool tooBig = switches.GatewayTimeoutAbove > 0 && items.Count > switches.GatewayTimeoutAbove;
        if ((bad.Count > 0 && !switches.GoodItemsStored) || (tooBig && !switches.GatewayTimeoutStores))
            return bad.Count > 0 ? AmoProblem.Validation(bad) : AmoProblem.Scripted(504, html: true);
        List<JsonObject> answers = [.. good.Take(call.DiesAfter ?? good.Count).Select(g => Store(call, g.Draft, g.Contact, update))];
        if (bad.Count > 0)
            return AmoProblem.Validation(bad);
        return tooBig || call.DiesAfter is not null ? AmoProblem.Scripted(504, html: true) : AmoAnswer.Hal(Answer(call, answers));
    }

    private JsonObject Store(AmoCall call, ContactDraft draft, AmoContact? known, bool update)
    {
        AmoContact stored = known is { } contact ? _contacts.Update(contact, draft, call.User) : _contacts.Create(draft, call.User);
        return update ? Changed(call, stored, draft.RequestId) : Created(call, stored, draft.RequestId);
    }

    private AmoContact? Target(ContactDraft draft, AmoCall call, ItemErrors errors)
    {
        if (draft.Id is not { } id)
        {
            if (!switches.UpdateWithoutIdCreates)
                errors.Missing("id");
            return null;
        }

        if (store.Contacts.FindLive(id) is not { } contact || !call.User.Reaches(call.User.View, contact))
        {
            if (!switches.UnknownIdIgnored)
                errors.NotAChoice("id");
            return null;
        }

        if (draft.UpdatedAt < contact.UpdatedAt && !switches.StaleUpdatedAtTaken)
            errors.Add("InvalidValue", "updated_at", "Last modified date is older than in database");
        return contact;
    }

    private JsonObject Created(AmoCall call, AmoContact contact, string requestId)
    {
        JsonObject json = new() { ["id"] = contact.Id };
        Flags(json);
        json["request_id"] = requestId;
        json["_links"] = call.Links($"contacts/{contact.Id}");
        return json;
    }

    private JsonObject Changed(AmoCall call, AmoContact contact, string? requestId)
    {
        JsonObject json = new() { ["id"] = contact.Id, ["name"] = contact.Name, ["updated_at"] = contact.UpdatedAt };
        Flags(json);
        if (requestId is not null && switches.UpdateEchoesRequestId)
            json["request_id"] = requestId;
        json["_links"] = call.Links($"contacts/{contact.Id}");
        return json;
    }

    private void Flags(JsonObject json)
    {
        if (switches.ShortWriteAnswers)
            return;
        json["is_deleted"] = false;
        json["is_unsorted"] = false;
    }

    private static JsonObject Answer(AmoCall call, IEnumerable<JsonObject> contacts) =>
        new() { ["_links"] = call.Links("contacts"), ["_embedded"] = new JsonObject { ["contacts"] = new JsonArray([.. contacts]) } };

    private static string? Text(JsonNode? node) => node.IsText(out string text) ? text : null;
}
