using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary><c>/api/v4/events</c>.</summary>
public sealed class EventsEndpoint(AmoStore store, AmoJournal journal, AmoCrmSwitches switches)
{
    /// <summary>GET of the list.</summary>
    public AmoAnswer List(AmoCall call)
    {
        IEnumerable<AmoEvent> events = switches.EventsNewestFirst ? journal.Events.Reverse() : journal.Events;
        if (call.Query["filter"] is JsonObject filter)
        {
            HashSet<string>? entities = filter.ContainsKey("entity") ? [.. ContactList.Texts(filter["entity"])] : null;
            HashSet<string>? types = filter.ContainsKey("type") ? [.. ContactList.Texts(filter["type"])] : null;
            HashSet<long>? ids = filter.ContainsKey("entity_id") ? ContactList.Numbers(filter["entity_id"]) : null;
            if (ids?.Count > 10)
            {
                ItemErrors errors = new("0");
                errors.Add("TooMany", "filter.entity_id", "This collection should contain 10 elements or less.");
                return AmoProblem.Validation([errors]);
            }

            JsonObject? window = filter["created_at"] as JsonObject;
            long from = Bound(window, "from", long.MinValue);
            long to = Bound(window, "to", long.MaxValue);
            events = events.Where(e => entities?.Contains("contact") != false && types?.Contains(e.Type) != false && ids?.Contains(e.EntityId) != false && e.CreatedAt >= from && e.CreatedAt <= to);
        }

        return AmoPaging.Page(call, "events", events, null, e => Json(call, e), usual: 100, greatest: 100, backLinks: switches.BackLinks);
    }

    /// <summary>GET of one.</summary>
    public AmoAnswer Get(AmoCall call, string id) => journal.Events.FirstOrDefault(e => e.Id == id) is { } found ? AmoAnswer.Hal(Json(call, found)) : AmoAnswer.Nothing;

    private static long Bound(JsonObject? window, string name, long otherwise) => window?[name] is { } bound ? ContactList.Numbers(bound).First() : otherwise;

    private JsonObject Json(AmoCall call, AmoEvent told) => new()
    {
        ["id"] = told.Id,
        ["type"] = told.Type,
        ["entity_id"] = told.EntityId,
        ["entity_type"] = "contact",
        ["created_by"] = told.CreatedBy,
        ["created_at"] = told.CreatedAt,
        ["value_after"] = told.After.DeepClone(),
        ["value_before"] = told.Before.DeepClone(),
        ["account_id"] = store.Account.Id,
        ["_links"] = call.Links($"events/{told.Id}"),
        ["_embedded"] = new JsonObject { ["entity"] = new JsonObject { ["id"] = told.EntityId, ["_links"] = call.Links($"contacts/{told.EntityId}") } },
    };
}
