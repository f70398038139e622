using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Finds out what the account's search can be relied on for, by searching for contacts that are known: the vendor says nothing of
/// capitals, of the spelling of numbers, of the shortest text, of when a change is found (contract 8.2). What it did not prove is not
/// relied on.
/// </summary>
internal sealed class SearchProbe : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);
    private readonly AmoApi _api;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Once<bool> _read;
    private readonly Dictionary<string, int> _shortest = new(StringComparer.Ordinal);
    private IReadOnlyList<JObject> _recent = [];
    private DateTimeOffset _readAt;

    /// <summary>Makes the probe; asks nothing yet.</summary>
    /// <param name="api">The account.</param>
    public SearchProbe(AmoApi api)
    {
        _api = api;
        _read = new Once<bool>(FirstPageAsync);
    }

    /// <summary>True when all contacts fit on one page: reading that is as cheap as a search and always right.</summary>
    public bool OnePage { get; private set; }

    /// <summary>The contacts that were changed last, as long as that is a moment ago: the search may not know them yet.</summary>
    public IReadOnlyList<JObject> Recent => _api.Context.Time.GetUtcNow() - _readAt < Fresh ? _recent : [];

    /// <summary>Reads what was changed last, once.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => _read.GetAsync(cancellationToken);

    /// <summary>Whether a search for this text brings everybody who holds it.</summary>
    public async Task<bool> FindsAsync(KeyKind kind, string text, FieldPlace? place, CancellationToken cancellationToken)
    {
        if (!text.All(char.IsAscii) || text.Contains("xn--", StringComparison.OrdinalIgnoreCase) || (kind == KeyKind.Field && place?.Field.Searchable != true))
            return false;
        string shape = kind == KeyKind.Field ? Shape(text) : "";
        string question = $"{kind} {place?.Field.Id} {shape}";
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_shortest.TryGetValue(question, out int shortest))
                _shortest[question] = shortest = await ProbeAsync(kind, shape, place, cancellationToken);
            return text.Length >= shortest;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        _read.Dispose();
    }

    private async Task<bool> FirstPageAsync(CancellationToken cancellationToken)
    {
        _readAt = _api.Context.Time.GetUtcNow();
        JObject? page = await _api.GetAsync(FormattableString.Invariant($"api/v4/contacts?order[updated_at]=desc&limit={ContactPages.Limit}&page=1"), null, cancellationToken);
        _recent = AmoApi.Entries(page, "contacts");
        return OnePage = !_api.HasNext(page);
    }

    // The length of the shortest known text that was found; more than any text when it was not.
    private async Task<int> ProbeAsync(KeyKind kind, string shape, FieldPlace? place, CancellationToken cancellationToken)
    {
        // The older half of them: the search may know the newest not yet.
        (string Text, long Id)[] known = [.. _recent.Skip(_recent.Count / 2).SelectMany(row => Known(kind, shape, place, row).Select(text => (text, ContactRows.IdOf(row)))).Where(k => k.text.Length > 0)];
        if (known.Length == 0)
            return int.MaxValue;
        (string text, long id) = known.MinBy(k => k.Text.Length);
        await foreach (JObject hit in _api.ListAsync("api/v4/contacts?query=" + Uri.EscapeDataString(text), "contacts", ContactPages.Limit, cancellationToken))
        {
            if (ContactRows.IdOf(hit) == id)
                return text.Length;
        }

        return int.MaxValue;
    }

    private static IEnumerable<string> Known(KeyKind kind, string shape, FieldPlace? place, JObject row) => kind switch
    {
        KeyKind.Email => ContactKeys.Emails(row).Where(e => e.All(char.IsAscii) && e.Any(char.IsAsciiLetter)).Select(Swapped),
        KeyKind.Phone => ContactKeys.Phones(row).Where(IsSpaced).Select(ContactKeys.Tail),
        _ => FieldReading.Read(place!, ContactRows.ValuesOf(row, place!.Field), TimeZoneInfo.Utc).Values.Where(v => v.All(char.IsAscii) && shape.All(Shape(v).Contains)),
    };

    private static string Swapped(string text) => string.Concat(text.Trim().Select(c => char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static bool IsSpaced(string number) => ContactKeys.Tail(number).Length >= 7 && !number.Contains(ContactKeys.Tail(number), StringComparison.Ordinal);

    // Of what kinds of characters a text is: a search by words may cut at some of them.
    private static string Shape(string text) => string.Concat(text.Trim().Select(c => char.IsAsciiDigit(c) ? '0' : char.IsAsciiLetter(c) ? 'a' : c).Distinct().Order());
}
