using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Looks contacts up by the account's search. It matches any text of any field (contract 8.2), so every hit is compared exactly; and
/// where it was not proven to find everybody all contacts are walked, once.
/// </summary>
internal sealed class ContactSearch : IDisposable
{
    private readonly AmoApi _api;
    private readonly ContactPages _pages;
    private readonly SearchProbe _probe;
    private readonly Dictionary<string, Once<Dictionary<string, List<long>>>> _indexes = new(StringComparer.Ordinal);

    /// <summary>Makes the search; asks nothing yet.</summary>
    public ContactSearch(AmoApi api)
    {
        _api = api;
        _pages = new ContactPages(api);
        _probe = new SearchProbe(api);
    }

    /// <summary>Rows of contacts that hold this value.</summary>
    public async IAsyncEnumerable<JObject> FindAsync(LookupKey key, string value, FieldPlace? place, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string wanted = ContactKeys.Of(key.Kind, value);
        bool Fits(JObject row) => ContactKeys.Of(key.Kind, row, place, zone).Contains(wanted, StringComparer.Ordinal);
        await _probe.ReadAsync(cancellationToken);
        if (_probe is { OnePage: true, Recent.Count: > 0 })
        {
            foreach (JObject row in _probe.Recent.Where(Fits))
                yield return row;
            yield break;
        }

        if (_probe.OnePage)
        {
            await foreach (IReadOnlyList<JObject> page in _pages.WalkAsync(descending: true, "", cancellationToken))
            {
                foreach (JObject row in page.Where(Fits))
                    yield return row;
            }

            yield break;
        }

        // A number is searched by its last digits, all else as it is written.
        string text = key.Kind == KeyKind.Phone ? wanted : value.Trim();
        if (!await _probe.FindsAsync(key.Kind, text, place, cancellationToken))
        {
            Dictionary<string, List<long>> index = await IndexOf(key.Kind, place, zone).GetAsync(cancellationToken);
            foreach (JObject row in (await new ContactsById(_api).ReadAsync(index.GetValueOrDefault(wanted) ?? [], cancellationToken)).Values.Where(Fits))
                yield return row;
            yield break;
        }

        HashSet<long> seen = [];
        foreach (JObject row in _probe.Recent.Where(Fits))
        {
            if (seen.Add(ContactRows.IdOf(row)))
                yield return row;
        }

        await foreach (JObject row in QueryAsync(text, cancellationToken))
        {
            if (Fits(row) && seen.Add(ContactRows.IdOf(row)))
                yield return row;
        }
    }

    /// <summary>Rows that the account's search finds for a text, whatever field it is in.</summary>
    public IAsyncEnumerable<JObject> QueryAsync(string text, CancellationToken cancellationToken) =>
        _api.ListAsync("api/v4/contacts?query=" + Uri.EscapeDataString(text), "contacts", ContactPages.Limit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _probe.Dispose();
        foreach (Once<Dictionary<string, List<long>>> index in _indexes.Values)
            index.Dispose();
    }

    private Once<Dictionary<string, List<long>>> IndexOf(KeyKind kind, FieldPlace? place, TimeZoneInfo zone)
    {
        string name = $"{kind} {place?.Field.Id} {place?.Part}";
        lock (_indexes)
        {
            if (!_indexes.TryGetValue(name, out Once<Dictionary<string, List<long>>>? index))
                _indexes[name] = index = new(token => IndexAsync(row => ContactKeys.Of(kind, row, place, zone), token));
            return index;
        }
    }

    private async Task<Dictionary<string, List<long>>> IndexAsync(Func<JObject, IEnumerable<string>> keys, CancellationToken cancellationToken)
    {
        Dictionary<string, List<long>> index = new(StringComparer.Ordinal);
        await foreach (IReadOnlyList<JObject> page in _pages.WalkAsync(descending: false, "", cancellationToken))
        {
            foreach (JObject row in page)
            {
                foreach (string key in keys(row).Distinct(StringComparer.Ordinal))
                {
                    if (!index.TryGetValue(key, out List<long>? ids))
                        index[key] = ids = [];
                    ids.Add(ContactRows.IdOf(row));
                }
            }
        }

        return index;
    }
}
