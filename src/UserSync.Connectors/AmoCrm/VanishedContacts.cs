using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Finds out what became of contacts that are not shown any more (contract 3.9 and 7): one empty answer may mean deleted, merged, or a
/// right taken away. The trash is asked, the account's journal, and for the person that each was linked to.
/// </summary>
/// <param name="api">The account.</param>
/// <param name="search">Its search.</param>
/// <param name="marker">Path of the field that UserSync marks its contacts by; null for none.</param>
internal sealed class VanishedContacts(AmoApi api, ContactSearch search, string? marker)
{
    /// <summary>What is known of these contacts; one of which nothing can be proven brings no row.</summary>
    public async Task<List<CrmContact>> ExplainAsync(IReadOnlyList<long> ids, ContactRows rows, CancellationToken cancellationToken)
    {
        Dictionary<long, JObject> trashed = await new ContactsById(api).ReadTrashAsync(ids, cancellationToken);
        ContactEvents events = new(api);
        HashSet<long>? deleted = await events.DeletedAsync([.. ids.Where(i => !trashed.ContainsKey(i))], cancellationToken);
        IReadOnlyDictionary<string, SyncedPerson> people = await api.Memory.PeopleAsync([.. ids.Select(ContactRows.TextOf)], cancellationToken);
        List<CrmContact> told = [];
        foreach (long id in ids)
        {
            List<long> others = people.TryGetValue(ContactRows.TextOf(id), out SyncedPerson? person) ? await OthersAsync(id, person, trashed.GetValueOrDefault(id), cancellationToken) : [];
            HashSet<long> survivors = others.Count == 0 ? [] : await events.SurvivorsAsync(others, cancellationToken);
            if (survivors.Count > 0)
                told.Add(rows.Away(id, ContactState.Merged, survivors.Count == 1 ? ContactRows.TextOf(survivors.First()) : null));
            else if (trashed.TryGetValue(id, out JObject? row))
                told.Add(rows.Of(row, ContactState.Trashed));
            else if (others.Count > 0)
                told.Add(rows.Away(id, ContactState.Merged, others.Count == 1 ? ContactRows.TextOf(others[0]) : null));
            else if (deleted?.Contains(id) == true)
                told.Add(rows.Away(id, ContactState.Gone));
        }

        return told;
    }

    // Live contacts that hold the person's address or carry its mark. The search may still show the one that is gone.
    private async Task<List<long>> OthersAsync(long gone, SyncedPerson person, JObject? trashed, CancellationToken cancellationToken)
    {
        HashSet<long> found = [];
        FieldTable table = await api.FieldsAsync(cancellationToken);
        string[] emails =
        [
            .. new[] { person.Email }.Concat(trashed is null ? [] : ContactRows.ItemsOf(trashed, MultiPath.Email).Select(e => FieldReading.Plain(e["value"])))
                .Select(EmailNormaliser.Normalise).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        foreach (string email in emails)
        {
            await foreach (JObject row in search.FindAsync(new LookupKey(KeyKind.Email, MultiPath.Email), email, null, table.Zone, cancellationToken))
                found.Add(ContactRows.IdOf(row));
        }

        if (marker is not null && table.Find(marker) is { Field.Searchable: true } place)
        {
            string mark = place.Field.Type == "url" && person.UserUrl is { } url ? url : person.UserId;
            await foreach (JObject row in search.FindAsync(new LookupKey(KeyKind.Field, marker), mark, place, table.Zone, cancellationToken))
                found.Add(ContactRows.IdOf(row));
        }

        found.Remove(gone);
        return [.. found];
    }
}
