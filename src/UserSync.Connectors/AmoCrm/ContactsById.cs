using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Rows of contacts by their ids: in packs where filters work; else one by one, or by a walk where that costs fewer requests. What is not
/// shown may be deleted, merged or hidden.
/// </summary>
/// <param name="api">The account.</param>
internal sealed class ContactsById(AmoApi api)
{
    /// <summary>Ids of one request: its address stays below what front servers take.</summary>
    public const int Pack = 100;

    /// <summary>Ids that are best asked for at once where filters do not work: one walk serves them all.</summary>
    public const int PackOfWalk = 1000;

    private const int FewestForWalk = 5;

    /// <summary>The rows by id; ids without a row are missing.</summary>
    public async Task<Dictionary<long, JObject>> ReadAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await api.AccountAsync(cancellationToken);
        Dictionary<long, JObject> found = [];
        HashSet<long> left = [.. ids];
        foreach (long[] pack in ids.Distinct().Chunk(Pack).Where(p => p.Length > 1))
        {
            if (api.FiltersWork && await PackAsync(pack, "", found, cancellationToken))
                left.ExceptWith(pack);
        }

        if (left.Count >= FewestForWalk && await api.Size.IsAtMostAsync((long)left.Count * ContactPages.Yield, cancellationToken))
            await WalkAsync(left, "", found, cancellationToken);
        else
            await SinglyAsync(left, found, cancellationToken);
        return found;
    }

    /// <summary>Rows of contacts in the trash (contract 3.9). A server that does not know the word tells live ones; those are never asked for here.</summary>
    public async Task<Dictionary<long, JObject>> ReadTrashAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        Dictionary<long, JObject> found = [];
        HashSet<long> wanted = [.. ids];
        if (api.FiltersWork)
        {
            bool whole = true;
            foreach (long[] pack in ids.Chunk(Pack))
                whole &= await PackAsync(pack, "&with=only_deleted", found, cancellationToken);
            if (whole)
                return found;
        }

        await WalkAsync(wanted, "&with=only_deleted", found, cancellationToken);
        return found;
    }

    private async Task WalkAsync(HashSet<long> wanted, string query, Dictionary<long, JObject> found, CancellationToken cancellationToken)
    {
        long last = wanted.Max();
        await foreach (IReadOnlyList<JObject> page in new ContactPages(api).WalkAsync(descending: false, query, cancellationToken))
        {
            foreach (JObject row in page.Where(r => wanted.Contains(ContactRows.IdOf(r))))
                found[ContactRows.IdOf(row)] = row;
            if (ContactRows.IdOf(page[^1]) >= last)
                break;
        }
    }

    // False when the account ignored the filter: then what came says nothing.
    private async Task<bool> PackAsync(long[] pack, string more, Dictionary<long, JObject> found, CancellationToken cancellationToken)
    {
        string filter = string.Concat(pack.Select(id => FormattableString.Invariant($"&filter[id][]={id}")));
        JObject? answer = await api.GetAsync(FormattableString.Invariant($"api/v4/contacts?limit={ContactPages.Limit}&page=1{filter}{more}"), null, cancellationToken);
        IReadOnlyList<JObject> rows = AmoApi.Entries(answer, "contacts");
        if (rows.Any(r => !pack.Contains(ContactRows.IdOf(r))))
        {
            api.FiltersFailed();
            return false;
        }

        foreach (JObject row in rows)
            found[ContactRows.IdOf(row)] = row;
        return true;
    }

    private async Task SinglyAsync(IEnumerable<long> ids, Dictionary<long, JObject> found, CancellationToken cancellationToken)
    {
        foreach (long id in ids)
        {
            if (await api.GetAsync(FormattableString.Invariant($"api/v4/contacts/{id}"), FormattableString.Invariant($"contact {id}"), cancellationToken) is { } row && ContactRows.IdOf(row) == id)
                found[id] = row;
        }
    }
}
