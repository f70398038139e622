using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Walks contacts in the order of their ids, gets them by id, and finds them by what they hold.</summary>
internal sealed class ContactListing(CiviApi api, ContactRows rows)
{
    /// <summary>Contacts a request; the rows of all that belongs to them come with a second one.</summary>
    public const int PageSize = 1000;

    /// <summary>All individuals, those in the trash with their state. By id, so that nothing is missed or told twice while others write.</summary>
    public async IAsyncEnumerable<CrmContact> WalkAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        ContactWish wish = ContactWish.Of(query, site, api.End.Filter);
        // Contract 4.8: trashing does not move modified_date, and neither do custom fields whose triggers were not rebuilt.
        JArray[] changed = query.ChangedSince is not { } since ? []
            : [new("OR", new JArray(CiviCall.Where("modified_date", ">=", api.Time.Stamp(since - api.Time.Tolerance)), CiviCall.Where("is_deleted", "=", true)))];
        Dictionary<string, DateTimeOffset> logged = query.ChangedSince is { } start ? await LoggedAsync(site, start, cancellationToken) : [];
        long last = 0;
        int rowsOfPage;
        do
        {
            CiviCall call = Individuals(query, wish, [CiviCall.Where("id", ">", last), .. changed]).Page(PageSize);
            CiviAnswer page = await api.CallAsync(call, Safety.Read, null, cancellationToken);
            foreach (CrmContact contact in await rows.CompleteAsync(site, page.Rows, wish, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                CrmContact timed = logged.Remove(contact.ContactId, out DateTimeOffset time) ? At(contact, time) : contact;
                if (Takes(query, timed))
                    yield return timed;
            }

            rowsOfPage = page.Rows.Count;
            last = rowsOfPage > 0 ? ContactRows.IdOf(page.Rows[^1]) : last;
        }
        while (rowsOfPage == PageSize);

        foreach (string[] part in logged.Keys.Order(StringComparer.Ordinal).Chunk(PageSize))
        {
            CiviAnswer some = await api.CallAsync(Individuals(query, wish, CiviCall.In("id", part.Select(id => (object)Number(id)!.Value))).Page(0), Safety.Read, null, cancellationToken);
            foreach (CrmContact contact in await rows.CompleteAsync(site, some.Rows, wish, cancellationToken))
            {
                if (Takes(query, contact))
                    yield return At(contact, logged[contact.ContactId]);
            }
        }
    }

    /// <summary>The contacts with these ids. That one does not exist is only claimed when the trash was searched too.</summary>
    public async IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> ids, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        ContactWish wish = ContactWish.Of(query, site, api.End.Filter);
        foreach (string[] part in ids.Distinct(StringComparer.Ordinal).Chunk(PageSize))
        {
            HashSet<string> missing = new(part, StringComparer.Ordinal);
            foreach (CrmContact contact in await ByIdsAsync(site, [.. part.Select(Number).OfType<long>()], wish, cancellationToken))
            {
                if (missing.Remove(contact.ContactId))
                    yield return contact;
            }

            foreach (string id in missing.Where(id => site.SeesTrash || Number(id) is null))
                yield return new CrmContact { Account = api.End.Key, Profile = api.Context.Profile, ContactId = id, State = ContactState.Gone };
        }
    }

    /// <summary>Contacts that may hold one of the values: CiviCRM compares without case and accents, so the caller compares again.</summary>
    public async IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        ContactWish wish = ContactWish.Of(query, site, api.End.Filter);
        HashSet<long> seen = [];
        foreach (string[] part in values.Distinct(StringComparer.Ordinal).Chunk(PageSize))
        {
            CiviCall call = key.Kind switch
            {
                KeyKind.Email => CiviCall.Get("Email", ["contact_id"], CiviCall.In("email", part.SelectMany(Spellings.OfEmail))).Page(0),
                KeyKind.Phone => CiviCall.Get("Phone", ["contact_id"], CiviCall.In("phone_numeric", part.SelectMany(Spellings.OfPhone))).Page(0),
                _ => CiviCall.Get("Contact", ["id"], CiviCall.In(FieldPaths.ToApi(key.Path) ?? key.Path, part), CiviCall.WithTrash()).Page(0),
            };
            CiviAnswer hits = await api.CallAsync(call, Safety.Read, null, cancellationToken);
            string owner = key.Kind == KeyKind.Field ? "id" : "contact_id";
            long[] ids = [.. hits.Rows.Select(r => Number(r.Text(owner))).OfType<long>().Where(seen.Add)];
            foreach (long[] some in ids.Chunk(PageSize))
            {
                foreach (CrmContact contact in await ByIdsAsync(site, some, wish, cancellationToken))
                    yield return contact;
            }
        }
    }

    // Every write of a contact leaves a row in civicrm_log, whatever it does to modified_date. Without the right to it there is less to go by.
    private async Task<Dictionary<string, DateTimeOffset>> LoggedAsync(CiviSite site, DateTimeOffset since, CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset> latest = new(StringComparer.Ordinal);
        if (!site.ReadsLinks)
            return latest;
        CiviCall call = CiviCall.Get("Log", ["entity_id", "modified_date"], CiviCall.Where("entity_table", "=", "civicrm_contact"), CiviCall.Where("modified_date", ">=", api.Time.Stamp(since - api.Time.Tolerance)));
        foreach (FieldMap row in (await api.CallAsync(call.Page(0), Safety.Read, null, cancellationToken)).Rows)
        {
            if (Number(row.Text("entity_id")) is not null && api.Time.Parse(row.Text("modified_date")) is { } time && time >= latest.GetValueOrDefault(row.Text("entity_id")))
                latest[row.Text("entity_id")] = time;
        }

        return latest;
    }

    /// <summary>The contacts with these ids, trashed ones with their state.</summary>
    public async Task<List<CrmContact>> ByIdsAsync(CiviSite site, IReadOnlyCollection<long> ids, ContactWish wish, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
            return [];
        // A where that pins id brings trashed contacts too (recording trash-02).
        CiviCall call = CiviCall.Get("Contact", FieldPaths.Selection(wish.Fields), CiviCall.In("id", ids.Select(i => (object)i)), CiviCall.WithTrash());
        CiviAnswer answer = await api.CallAsync(call.Page(0), Safety.Read, null, cancellationToken);
        return await rows.CompleteAsync(site, answer.Rows, wish, cancellationToken);
    }

    /// <summary>The number of an id; null for what is none.</summary>
    public static long? Number(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static CiviCall Individuals(RecordQuery query, ContactWish wish, params IEnumerable<JArray> these)
    {
        List<JToken> where = [CiviCall.Where("contact_type", "=", "Individual"), CiviCall.WithTrash(), .. these];
        if (query.Search is { } text)
            where.Add(new JArray("OR", new JArray(CiviCall.Where("display_name", "CONTAINS", text), CiviCall.Where("email_primary.email", "CONTAINS", text))));
        return CiviCall.Get("Contact", FieldPaths.Selection(wish.Fields), [.. where]);
    }

    private static CrmContact At(CrmContact contact, DateTimeOffset time) => contact.ModifiedAt > time ? contact : contact with { ModifiedAt = time };

    private static bool Takes(RecordQuery query, CrmContact contact) =>
        HasAny(contact, query.Tags) && HasNone(contact, query.NotTags);

    private static bool HasAny(CrmContact contact, IReadOnlyList<string> tags) => tags.Count == 0 || (contact.Tags ?? []).Any(t => Names(tags, t));

    private static bool HasNone(CrmContact contact, IReadOnlyList<string> tags) => !(contact.Tags ?? []).Any(t => Names(tags, t));

    private static bool Names(IReadOnlyList<string> tags, CrmTag tag) => tags.Contains(tag.Id, StringComparer.Ordinal) || tags.Contains(tag.Name, StringComparer.OrdinalIgnoreCase);
}
