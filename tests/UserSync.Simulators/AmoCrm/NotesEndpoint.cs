using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/contacts/notes</c> and <c>/api/v4/contacts/{id}/notes</c>.</summary>
public sealed class NotesEndpoint(AmoStore store, AmoJournal journal, AmoCrmSwitches switches)
{
    /// <summary>GET of the notes of one contact, or of all.</summary>
    public AmoAnswer List(AmoCall call, long? contactId) => contactId is { } id && (store.Contacts.FindLive(id) is not { } contact || !call.User.Reaches(call.User.View, contact))
        ? AmoAnswer.Nothing
        : AmoPaging.Page(call, "notes", store.Notes.Where(n => contactId is null || n.EntityId == contactId).Where(Filter(call)), null, n => Json(call, n), backLinks: switches.BackLinks);

    /// <summary>GET of one.</summary>
    public AmoAnswer Get(AmoCall call, long id, long? contactId) => Find(id, contactId) is { } note ? AmoAnswer.Hal(Json(call, note)) : AmoAnswer.Nothing;

    /// <summary>POST of a list.</summary>
    public AmoAnswer Create(AmoCall call, long? contactId) => Write(call, (item, errors) =>
    {
        long entityId = contactId ?? 0;
        if (contactId is null && !item.ContainsKey("entity_id"))
            errors.Missing("entity_id");
        else if (item.ContainsKey("entity_id") && !item["entity_id"].IsWhole(out entityId))
            errors.NotOfType("entity_id", "int");
        AmoContact? contact = store.Contacts.FindLive(entityId);
        if (contact is null || (contactId is not null && contactId != entityId))
            errors.NotAChoice("entity_id");
        if (!item.ContainsKey("note_type"))
            errors.Missing("note_type");
        if (!item.ContainsKey("params"))
            errors.Missing("params");
        return () =>
        {
            long by = item["created_by"].IsWhole(out long user) ? user : call.User.Id;
            long responsible = item["responsible_user_id"].IsWhole(out long other) ? other : contact!.ResponsibleUserId;
            AmoNote note = new(store.NextNoteId(), entityId, by, store.Now, responsible, store.Users.Find(u => u.Id == responsible)?.GroupId ?? 0)
            {
                NoteType = item["note_type"]!.GetValue<string>(),
                Params = item["params"]!.DeepClone().AsObject(),
            };
            store.Notes.Add(note);
            journal.Noted(note);
            if (switches.NoteBumpsContact)
                store.Contacts.Touch(contact!, store.Now);
            return note;
        };
    });

    /// <summary>PATCH of a list.</summary>
    public AmoAnswer Update(AmoCall call, long? contactId) => Write(call, (item, errors) => Changing(item, errors, item["id"].IsWhole(out long id) ? id : 0, contactId, call.User));

    /// <summary>PATCH of one.</summary>
    public AmoAnswer UpdateOne(AmoCall call, long id, long? contactId)
    {
        if (call.Body() is not JsonObject item)
            return AmoProblem.MethodNotAllowed(switches.Empty405);
        ItemErrors errors = new("0");
        Check(item, errors);
        Func<AmoNote> change = Changing(item, errors, id, contactId, call.User);
        return errors.Any ? AmoProblem.Validation([errors]) : AmoAnswer.Hal(Json(call, change()));
    }

    // The vendor's documents name the filters; an account without filters is taken to ignore these too.
    private Func<AmoNote, bool> Filter(AmoCall call)
    {
        if (switches.NotesFilterIgnored || !store.Account.FiltersEnabled || call.Query["filter"] is not JsonObject filter)
            return static _ => true;
        HashSet<long>? entities = filter.ContainsKey("entity_id") ? ContactList.Numbers(filter["entity_id"]) : null;
        HashSet<string>? types = filter.ContainsKey("note_type") ? [.. ContactList.Texts(filter["note_type"])] : null;
        return n => entities?.Contains(n.EntityId) != false && types?.Contains(n.NoteType) != false;
    }

    private AmoNote? Find(long id, long? contactId) => store.Notes.Find(n => n.Id == id && (contactId is null || n.EntityId == contactId));

    private Func<AmoNote> Changing(JsonObject item, ItemErrors errors, long id, long? contactId, AmoUser user)
    {
        AmoNote? note = Find(id, contactId);
        if (note is null)
            errors.NotAChoice("id");
        return () =>
        {
            note!.Params = item["params"]?.DeepClone().AsObject() ?? note.Params;
            note.UpdatedAt = store.Now;
            note.UpdatedBy = user.Id;
            return note;
        };
    }

    private AmoAnswer Write(AmoCall call, Func<JsonObject, ItemErrors, Func<AmoNote>> read)
    {
        JsonArray items = call.Items();
        List<ItemErrors> bad = [];
        List<(string RequestId, Func<AmoNote> Store)> good = [];
        for (int i = 0; i < items.Count; i++)
        {
            JsonObject item = items[i] as JsonObject ?? [];
            string requestId = item["request_id"].IsText(out string id) ? id : i.ToString(CultureInfo.InvariantCulture);
            ItemErrors errors = new(requestId);
            Check(item, errors);
            Func<AmoNote> make = read(item, errors);
            if (errors.Any)
                bad.Add(errors);
            else
                good.Add((requestId, make));
        }

        if (bad.Count > 0 && !switches.GoodItemsStored)
            return AmoProblem.Validation(bad);
        List<JsonNode> answers = good.ConvertAll(g => Written(call, g.Store(), g.RequestId));
        return bad.Count > 0
            ? AmoProblem.Validation(bad)
            : AmoAnswer.Hal(new JsonObject { ["_links"] = call.Links("contacts/notes"), ["_embedded"] = new JsonObject { ["notes"] = new JsonArray([.. answers]) } });
    }

    private void Check(JsonObject item, ItemErrors errors)
    {
        foreach ((string name, JsonNode? value) in item)
        {
            switch (name)
            {
                case "created_by" or "responsible_user_id":
                    if (!value.IsWhole(out long user))
                        errors.NotOfType(name, "int");
                    else if (!(name == "created_by" && user == 0) && store.ActiveUser(user) is null)
                        errors.NotAChoice(name);
                    break;
                case "note_type" when !(value.IsText(out string type) && type is "common" or "service_message" or "extended_service_message"):
                    errors.NotAChoice(name);
                    break;
                case "params":
                    Params(value, item["note_type"], errors);
                    break;
                case "request_id" when !value.IsText(out _):
                    errors.NotOfType(name, "string");
                    break;
                case "is_need_to_trigger_digital_pipeline" when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                    errors.NotOfType(name, "bool");
                    break;
                case "id" or "entity_id" or "note_type" or "request_id" or "is_need_to_trigger_digital_pipeline":
                    break;
                default:
                    errors.NotExpected(name);
                    break;
            }
        }
    }

    private static void Params(JsonNode? value, JsonNode? type, ItemErrors errors)
    {
        if (value is not JsonObject map)
        {
            errors.NotOfType("params", "array");
            return;
        }

        bool service = type.IsText(out string kind) && kind is "service_message" or "extended_service_message";
        foreach (string name in service ? new[] { "service", "text" } : ["text"])
        {
            if (!map.ContainsKey(name))
                errors.Missing("params." + name);
            else if (!map[name].IsText(out string text))
                errors.NotOfType("params." + name, "string");
            else if (text.Length > 20000)
                errors.Add("TooLong", "params." + name, "This value is too long. It should have 20000 characters or less.");
        }

        foreach ((string name, _) in map)
        {
            if (name != "text" && !(service && name == "service"))
                errors.NotExpected("params." + name);
        }
    }

    private static JsonNode Written(AmoCall call, AmoNote note, string requestId) => new JsonObject
    {
        ["id"] = note.Id,
        ["entity_id"] = note.EntityId,
        ["request_id"] = requestId,
        ["_links"] = call.Links($"contacts/{note.EntityId}/notes/{note.Id}"),
    };

    private JsonObject Json(AmoCall call, AmoNote note) => new()
    {
        ["id"] = note.Id,
        ["entity_id"] = note.EntityId,
        ["created_by"] = note.CreatedBy,
        ["updated_by"] = note.UpdatedBy,
        ["created_at"] = note.CreatedAt,
        ["updated_at"] = note.UpdatedAt,
        ["responsible_user_id"] = note.ResponsibleUserId,
        ["group_id"] = note.GroupId,
        ["note_type"] = note.NoteType,
        ["params"] = note.Params.DeepClone(),
        ["account_id"] = store.Account.Id,
        ["_links"] = call.Links($"contacts/{note.EntityId}/notes/{note.Id}"),
    };
}
