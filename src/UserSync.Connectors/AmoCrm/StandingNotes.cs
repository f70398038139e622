using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Finds notes that stand on their contacts already. The text of a note ends with whose it is, so what was stored before an answer was
/// lost is recognised. The notes of many contacts are asked for at once (the vendor's documents: filter[entity_id] of
/// <c>/contacts/notes</c>); where that filter is ignored, contact by contact.
/// </summary>
/// <param name="api">The account.</param>
internal sealed class StandingNotes(AmoApi api)
{
    private const int Longest = 20_000;
    private const int Page = 250;
    private bool _filterIgnored;

    /// <summary>The text that a write stores.</summary>
    public static string TextOf(RecordWrite write)
    {
        string mark = $" [UserSync {write.Marker}]";
        string text = write.Note ?? "";
        return (text.Length + mark.Length <= Longest ? text : text[..(Longest - mark.Length)]) + mark;
    }

    /// <summary>The intents of those notes that are there.</summary>
    public async Task<IReadOnlyList<long>> FindAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        ILookup<(long, string), long> wanted = writes.Where(w => ContactRows.Number(w.RecordId) is not null).ToLookup(w => (ContactRows.Number(w.RecordId)!.Value, TextOf(w)), w => w.IntentId);
        if (wanted.Count == 0)
            return [];
        await api.AccountAsync(cancellationToken);
        HashSet<long> found = [];
        foreach (long[] pack in wanted.Select(w => w.Key.Item1).Distinct().Chunk(ContactsById.Pack))
        {
            if (pack.Length > 1 && await PackAsync(pack, wanted, found, cancellationToken))
                continue;
            foreach (long id in pack)
                await ReadAsync(FormattableString.Invariant($"api/v4/contacts/{id}/notes"), wanted, found, static _ => true, cancellationToken);
        }

        return [.. found];
    }

    // False when the filter was ignored: then what came is a part of everybody's notes.
    private async Task<bool> PackAsync(long[] pack, ILookup<(long, string), long> wanted, HashSet<long> found, CancellationToken cancellationToken)
    {
        if (_filterIgnored || !api.FiltersWork)
            return false;
        string filter = string.Join('&', pack.Select(id => FormattableString.Invariant($"filter[entity_id][]={id}")));
        _filterIgnored = !await ReadAsync("api/v4/contacts/notes?" + filter, wanted, found, pack.Contains, cancellationToken);
        return !_filterIgnored;
    }

    private async Task<bool> ReadAsync(string path, ILookup<(long, string), long> wanted, HashSet<long> found, Predicate<long> fits, CancellationToken cancellationToken)
    {
        await foreach (JObject note in api.ListAsync(path, "notes", Page, cancellationToken))
        {
            if (note["entity_id"] is not JValue { Value: long id })
                throw new ConnectorException(Core.Model.Side.Crm, ConnectorErrorKind.Protocol, "amoCRM told a note without its contact.");
            if (!fits(id))
                return false;
            found.UnionWith(wanted[(id, FieldReading.Plain((note["params"] as JObject)?["text"]))]);
        }

        return true;
    }
}
