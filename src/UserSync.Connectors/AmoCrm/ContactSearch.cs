using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Looks contacts up by the account's search. It matches any text of any field (contract 8.2), so every hit is compared exactly; and
/// where it could miss somebody (case, spelling of numbers: the vendor says nothing of either) all contacts are walked, once.
/// </summary>
internal sealed class ContactSearch : IDisposable
{
    private const int PhoneTail = 10;
    private readonly AmoApi _api;
    private readonly ContactPages _pages;
    private readonly Once<SearchSense> _sense;
    private readonly Once<Dictionary<string, List<long>>> _emails;
    private readonly Once<Dictionary<string, List<long>>> _phones;

    /// <summary>Makes the search; asks nothing yet.</summary>
    public ContactSearch(AmoApi api)
    {
        _api = api;
        _pages = new ContactPages(api);
        _sense = new Once<SearchSense>(ProbeAsync);
        _emails = new Once<Dictionary<string, List<long>>>(token => IndexAsync(EmailKeys, token));
        _phones = new Once<Dictionary<string, List<long>>>(token => IndexAsync(PhoneKeys, token));
    }

    /// <summary>Rows of contacts that hold this value.</summary>
    public async IAsyncEnumerable<JObject> FindAsync(LookupKey key, string value, FieldPlace? place, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SearchSense sense = await _sense.GetAsync(cancellationToken);
        Func<JObject, bool> fits = key.Kind switch
        {
            KeyKind.Email => row => EmailKeys(row).Contains(value, StringComparer.Ordinal),
            KeyKind.Phone => row => PhoneKeys(row).Contains(Tail(value), StringComparer.Ordinal),
            _ => row => place is not null && FieldReading.Read(place, ContactRows.ValuesOf(row, place.Field), zone).Values.Contains(value, StringComparer.OrdinalIgnoreCase),
        };
        if (sense.OnePage || (key.Kind == KeyKind.Field && place?.Field.Searchable != true))
        {
            await foreach (IReadOnlyList<JObject> page in _pages.WalkAsync(descending: true, "", cancellationToken))
            {
                foreach (JObject row in page.Where(fits))
                    yield return row;
            }

            yield break;
        }

        if ((key.Kind == KeyKind.Email && !sense.CaseBlind) || (key.Kind == KeyKind.Phone && !sense.PhoneDigits))
        {
            Dictionary<string, List<long>> index = await (key.Kind == KeyKind.Email ? _emails : _phones).GetAsync(cancellationToken);
            List<long> ids = index.GetValueOrDefault(key.Kind == KeyKind.Email ? value : Tail(value)) ?? [];
            foreach (JObject row in (await new ContactsById(_api).ReadAsync(ids, cancellationToken)).Values.Where(fits))
                yield return row;
            yield break;
        }

        HashSet<long> seen = [];
        foreach (string text in key.Kind == KeyKind.Email ? Spellings(value) : [key.Kind == KeyKind.Phone ? Tail(value) : value])
        {
            await foreach (JObject row in QueryAsync(text, cancellationToken))
            {
                if (fits(row) && seen.Add(ContactRows.IdOf(row)))
                    yield return row;
            }
        }
    }

    /// <summary>Rows that the account's search finds for a text, whatever field it is in.</summary>
    public IAsyncEnumerable<JObject> QueryAsync(string text, CancellationToken cancellationToken) =>
        _api.ListAsync("api/v4/contacts?query=" + Uri.EscapeDataString(text), "contacts", ContactPages.Limit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sense.Dispose();
        _emails.Dispose();
        _phones.Dispose();
    }

    // An address with an international domain may stand there in either form.
    private static IEnumerable<string> Spellings(string address)
    {
        yield return address;
        int at = address.LastIndexOf('@');
        if (at > 0 && address.Contains("xn--", StringComparison.OrdinalIgnoreCase) && DomainText.Unicode(address[(at + 1)..]) is { } domain)
            yield return address[..(at + 1)] + domain;
    }

    private static IEnumerable<string> EmailKeys(JObject row) =>
        ContactRows.ItemsOf(row, MultiPath.Email).Select(e => EmailNormaliser.Normalise(FieldReading.Plain(e["value"]))).OfType<string>();

    private static IEnumerable<string> PhoneKeys(JObject row) =>
        ContactRows.ItemsOf(row, MultiPath.Phone).Select(p => Tail(FieldReading.Plain(p["value"]))).Where(t => t.Length > 4);

    // +7999… and 8999… are the same number; the country and trunk prefix stand before the last ten digits.
    private static string Tail(string number)
    {
        string digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length > PhoneTail ? digits[^PhoneTail..] : digits.TrimStart('0');
    }

    private async Task<SearchSense> ProbeAsync(CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<IReadOnlyList<JObject>> pages = _pages.WalkAsync(descending: true, "", cancellationToken).GetAsyncEnumerator(cancellationToken);
        if (!await pages.MoveNextAsync() || pages.Current.Count < ContactPages.Limit)
            return new SearchSense(true, true, true);

        // The oldest of them: the search may know the newest not yet.
        JObject[] rows = [.. pages.Current.Reverse()];
        bool caseBlind = await KnowsAsync(rows, r => EmailKeys(r).FirstOrDefault(e => e.Any(char.IsAsciiLetter))?.ToUpperInvariant(), r => EmailsAsTyped(r).Any(e => e.Any(char.IsAsciiLetterLower)), cancellationToken);
        bool digits = await KnowsAsync(rows, r => PhonesAsTyped(r).Where(IsSpaced).Select(Tail).FirstOrDefault(), static _ => true, cancellationToken);
        return new SearchSense(false, caseBlind, digits);
    }

    private async Task<bool> KnowsAsync(JObject[] rows, Func<JObject, string?> text, Func<JObject, bool> serves, CancellationToken cancellationToken)
    {
        if (rows.FirstOrDefault(r => serves(r) && text(r) is { Length: > 4 }) is not { } known)
            return false;
        await foreach (JObject hit in QueryAsync(text(known)!, cancellationToken))
        {
            if (ContactRows.IdOf(hit) == ContactRows.IdOf(known))
                return true;
        }

        return false;
    }

    private static IEnumerable<string> EmailsAsTyped(JObject row) => ContactRows.ItemsOf(row, MultiPath.Email).Take(1).Select(e => FieldReading.Plain(e["value"]));

    private static IEnumerable<string> PhonesAsTyped(JObject row) => ContactRows.ItemsOf(row, MultiPath.Phone).Select(e => FieldReading.Plain(e["value"]));

    private static bool IsSpaced(string number) => Tail(number).Length >= 7 && !number.Contains(Tail(number), StringComparison.Ordinal);

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
