using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Reads contacts: all, those changed lately, by id, by what they hold.</summary>
/// <param name="api">The account.</param>
/// <param name="search">Its search.</param>
/// <param name="vanished">Finds out about contacts that are not shown any more.</param>
internal sealed class ContactListing(AmoApi api, ContactSearch search, VanishedContacts vanished)
{
    /// <summary>All contacts, or those that a query means.</summary>
    public async IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ContactRows rows = await RowsAsync(query, cancellationToken);
        IAsyncEnumerable<JObject> found = query.Search is { Length: > 0 } text ? search.QueryAsync(text, cancellationToken)
            : query.ChangedSince is { } since ? new RecentContacts(api).ReadAsync(since, cancellationToken)
            : WalkAsync(cancellationToken);
        HashSet<string>? told = query.Search is null ? null : new(StringComparer.Ordinal);
        await foreach (JObject row in found.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CrmContact contact = rows.Of(row);
            if (Takes(query, contact) && told?.Add(contact.ContactId) != false)
                yield return contact;
        }
    }

    /// <summary>The contacts with these ids; of those that are not shown what became of them, as far as that can be proven.</summary>
    public async IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> ids, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ContactRows rows = await RowsAsync(query, cancellationToken);
        foreach (string none in ids.Where(i => ContactRows.Number(i) is null).Distinct(StringComparer.Ordinal))
            yield return new CrmContact { Account = api.End.Key, Profile = api.Context.Profile, ContactId = none, State = ContactState.Gone };
        long[] numbers = [.. ids.Select(ContactRows.Number).OfType<long>().Distinct()];
        Dictionary<long, JObject> found = await new ContactsById(api).ReadAsync(numbers, cancellationToken);
        foreach (JObject row in found.Values)
            yield return rows.Of(row);
        long[] missing = [.. numbers.Where(n => !found.ContainsKey(n))];
        if (missing.Length == 0)
            yield break;
        foreach (CrmContact away in await vanished.ExplainAsync(missing, rows, cancellationToken))
            yield return away;
    }

    /// <summary>Contacts that hold one of these values.</summary>
    public async IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ContactRows rows = await RowsAsync(query, cancellationToken);
        FieldTable table = await api.FieldsAsync(cancellationToken);
        FieldPlace? place = key.Kind == KeyKind.Field ? table.Find(key.Path) ?? throw Unknown(key.Path) : null;
        HashSet<long> told = [];
        foreach (string value in values.Distinct(StringComparer.Ordinal))
        {
            await foreach (JObject row in search.FindAsync(key, value, place, table.Zone, cancellationToken))
            {
                if (told.Add(ContactRows.IdOf(row)))
                    yield return rows.Of(row);
            }
        }
    }

    /// <summary>All rows.</summary>
    public async IAsyncEnumerable<JObject> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await api.AccountAsync(cancellationToken);
        await foreach (IReadOnlyList<JObject> page in new ContactPages(api).WalkAsync(descending: false, "", cancellationToken))
        {
            foreach (JObject row in page)
                yield return row;
        }
    }

    private static ConnectorException Unknown(string path) =>
        new(Side.Crm, ConnectorErrorKind.Fatal, $"The account has no field \"{path}\".", "Correct it in the profile: Get-CrmField lists the fields.", path);

    private static bool Takes(RecordQuery query, CrmContact contact) =>
        (query.Tags.Count == 0 || (contact.Tags ?? []).Any(t => Names(query.Tags, t))) && !(contact.Tags ?? []).Any(t => Names(query.NotTags, t));

    private static bool Names(IReadOnlyList<string> tags, CrmTag tag) => tags.Contains(tag.Id, StringComparer.Ordinal) || tags.Contains(tag.Name, StringComparer.OrdinalIgnoreCase);

    private async Task<ContactRows> RowsAsync(RecordQuery query, CancellationToken cancellationToken) => new(api, await api.FieldsAsync(cancellationToken), query.Fields);
}
