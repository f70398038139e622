using System.Globalization;

namespace UserSync.Simulators.AmoCrm;

/// <summary>The routes below <c>/api/v4/</c>.</summary>
internal sealed class AmoApi(AmoStore store, AmoJournal journal, SimulatedClock clock, AmoCrmSwitches switches)
{
    private readonly AccountEndpoint _account = new(store, clock);
    private readonly ContactList _lists = new(store, clock, switches);
    private readonly ContactWrites _writes = new(store, journal, clock, switches);
    private readonly FieldsEndpoint _fields = new(store, switches);
    private readonly TagsEndpoint _tags = new(store, switches);

    /// <summary>Answers a call; null when there is no such route.</summary>
    public AmoAnswer? Answer(AmoCall call) => call.Path switch
    {
        ["account"] => On(call, get: _account.Get),
        ["users"] => On(call, get: _account.Users),
        ["users", var id] when Id(id) is { } n => On(call, get: c => _account.User(c, n)),
        ["contacts"] => On(call, get: _lists.Get, post: _writes.Create, patch: _writes.Update),
        ["contacts", "custom_fields"] => On(call, get: _fields.List, post: _fields.Create),
        ["contacts", "custom_fields", var id] when Id(id) is { } n => On(call, get: c => _fields.Get(c, n), patch: c => _fields.Update(c, n), delete: c => _fields.Delete(c, n)),
        ["contacts", "tags"] => On(call, get: _tags.List, post: _tags.Create),
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
