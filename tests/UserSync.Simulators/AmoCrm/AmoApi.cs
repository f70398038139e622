using System.Globalization;

namespace UserSync.Simulators.AmoCrm;

/// <summary>The routes below <c>/api/v4/</c>.</summary>
internal sealed class AmoApi(AmoStore store, AmoJournal journal, AmoWebhooks webhooks, SimulatedClock clock, AmoCrmSwitches switches)
{
    private readonly AccountEndpoint _account = new(store, clock);
    private readonly ContactList _lists = new(store, clock, switches);
    private readonly ContactWrites _writes = new(store, journal, clock, switches);
    private readonly FieldsEndpoint _fields = new(store, switches);
    private readonly TagsEndpoint _tags = new(store, switches);
    private readonly NotesEndpoint _notes = new(store, journal, switches);
    private readonly LinksEndpoint _links = new(store);
    private readonly EventsEndpoint _events = new(store, journal, switches);
    private readonly WebhooksEndpoint _webhooks = new(store, webhooks, switches);

    /// <summary>Answers a call; null when there is no such route.</summary>
    public AmoAnswer? Answer(AmoCall call) => call.Path switch
    {
        ["account"] => On(call, get: _account.Get),
        ["users"] => On(call, get: _account.Users),
        ["users", var id] when Id(id) is { } n => On(call, get: c => _account.User(c, n)),
        ["contacts"] => On(call, get: _lists.Get, post: _writes.Create, patch: _writes.Update),
        ["contacts", "custom_fields"] => On(call, get: _fields.List, post: _fields.Create, patch: _fields.UpdateMany),
        ["contacts", "custom_fields", var id] when Id(id) is { } n => On(call, get: c => _fields.Get(c, n), patch: c => _fields.Update(c, n), delete: c => _fields.Delete(c, n)),
        ["contacts", "tags"] => On(call, get: _tags.List, post: _tags.Create),
        ["contacts", "notes"] => On(call, get: c => _notes.List(c, null), post: c => _notes.Create(c, null), patch: c => _notes.Update(c, null)),
        ["contacts", "notes", var note] when Id(note) is { } n => On(call, get: c => _notes.Get(c, n, null), patch: c => _notes.UpdateOne(c, n, null)),
        ["contacts", var id, "notes"] when Id(id) is { } n => On(call, get: c => _notes.List(c, n), post: c => _notes.Create(c, n), patch: c => _notes.Update(c, n)),
        ["contacts", var id, "notes", var note] when Id(id) is { } n && Id(note) is { } m => On(call, get: c => _notes.Get(c, m, n), patch: c => _notes.UpdateOne(c, m, n)),
        ["contacts", var id, "links"] when Id(id) is { } n => On(call, get: c => _links.List(c, n)),
        ["contacts", var id, "link"] when Id(id) is { } n => On(call, post: c => _links.Link(c, n)),
        ["contacts", var id, "unlink"] when Id(id) is { } n => On(call, post: c => _links.Unlink(c, n)),
        ["events"] => On(call, get: _events.List),
        ["events", var id] => On(call, get: c => _events.Get(c, id)),
        ["webhooks"] => On(call, get: _webhooks.List, post: _webhooks.Subscribe, delete: _webhooks.Unsubscribe),
        ["contacts", var id] when Id(id) is not null && call.Method == "DELETE" && switches.DeleteIs404 => null,
        ["contacts", var id] when Id(id) is { } n => On(call, get: c => _lists.GetOne(c, n), patch: c => _writes.UpdateOne(c, n)),
        _ => null,
    };

    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : null;

    private AmoAnswer On(AmoCall call, Func<AmoCall, AmoAnswer>? get = null, Func<AmoCall, AmoAnswer>? post = null, Func<AmoCall, AmoAnswer>? patch = null, Func<AmoCall, AmoAnswer>? delete = null) =>
        (call.Method switch
        {
            "GET" => get,
            "POST" => post,
            "PATCH" => patch,
            "DELETE" => delete,
            _ => null,
        })?.Invoke(call) ?? AmoProblem.MethodNotAllowed(switches.Empty405);
}
