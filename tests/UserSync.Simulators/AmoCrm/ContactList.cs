using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Lists of contacts: what is asked for wrongly, or is not enabled, is ignored without a word.</summary>
public sealed class ContactList(AmoStore store, SimulatedClock clock, AmoCrmSwitches switches)
{
    private readonly ContactJson _json = new(store, switches);

    /// <summary>GET of the list.</summary>
    public AmoAnswer Get(AmoCall call)
    {
        List<string> with = With(call);
        bool deleted = with.Contains("only_deleted");
        IEnumerable<AmoContact> contacts = deleted ? store.Contacts.Gone.Where(IsListedAsDeleted) : store.Contacts.Live;
        bool all = !deleted;
        if (call.Query["filter"] is JsonObject filter && store.Account.FiltersEnabled)
        {
            ContactFilter wanted = new(store, switches, filter);
            contacts = contacts.Where(wanted.Fits);
            all = false;
        }

        if (call.Text("query") is { Length: > 0 } query)
        {
            ContactSearch search = new(clock, switches, query);
            contacts = contacts.Where(search.Finds);
            all = false;
        }

        if (call.User is { IsAdmin: false, View: not 'A' })
            contacts = contacts.Where(c => call.User.Reaches(call.User.View, c));
        return AmoPaging.Page(call, "contacts", Ordered(call, contacts, all), null, c => _json.Of(c, call, with), switches.UsualPage, switches.GreatestPage, switches.BackLinks);
    }

    /// <summary>GET of one contact: 204 for an unknown, deleted or hidden one.</summary>
    public AmoAnswer GetOne(AmoCall call, long id)
    {
        if (store.Contacts.FindLive(id) is not { } contact || !call.User.Reaches(call.User.View, contact))
            return AmoAnswer.Nothing;
        List<string> with = With(call);
        if (store.Account.Platform == AmoPlatform.Kommo)
            with.AddRange(["leads", "customers", "catalog_elements"]);
        return AmoAnswer.Hal(_json.Of(contact, call, with));
    }

    private static List<string> With(AmoCall call) => [.. (call.Text("with") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private bool IsListedAsDeleted(AmoContact contact) => contact.State switch
    {
        AmoContactState.Trashed => switches.TrashKeeps is not { } keeps || DateTimeOffset.FromUnixTimeSeconds(contact.TrashedAt) + keeps > clock.GetUtcNow(),
        _ => switches.MergedListedAsDeleted,
    };

    // Live contacts lie in the order of their ids, and those by change in an index: a page far out costs no sorting.
    private IEnumerable<AmoContact> Ordered(AmoCall call, IEnumerable<AmoContact> contacts, bool all)
    {
        (string by, bool down) = call.Query["order"] is JsonObject order
            ? order.Where(o => o.Key is "id" or "updated_at" or "name" && o.Value?.ToString() is "asc" or "desc").Select(o => (o.Key, o.Value!.ToString() == "desc")).FirstOrDefault(("updated_at", false))
            : ("updated_at", false);
        return (by, down) switch
        {
            ("id", false) => contacts,
            ("id", true) => contacts.Reverse(),
            ("name", false) => contacts.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Id),
            ("name", true) => contacts.OrderByDescending(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.Id),
            (_, false) when all && call.User is { IsAdmin: true } or { View: 'A' } => store.Contacts.ByChange,
            (_, false) => contacts.OrderBy(c => c.UpdatedAt).ThenBy(c => c.Id),
            _ => contacts.OrderByDescending(c => c.UpdatedAt).ThenBy(c => c.Id),
        };
    }

    /// <summary>Whole numbers of a filter: one or a list.</summary>
    internal static HashSet<long> Numbers(JsonNode? node) =>
        [.. Texts(node).Select(t => long.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n) ? n : -1)];

    /// <summary>Texts of a filter: one or a list.</summary>
    internal static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject list => list.SelectMany(m => Texts(m.Value)),
        null => [],
        _ => [node.GetValue<string>()],
    };
}
