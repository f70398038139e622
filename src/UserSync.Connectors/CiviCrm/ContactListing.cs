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
        IReadOnlyList<object> logged = query.ChangedSince is { } start ? await LoggedAsync(site, start, cancellationToken) : [];
        long last = 0;
        while (true)
        {
            List<JToken> where = [CiviCall.Where("contact_type", "=", "Individual"), CiviCall.Where("id", ">", last), CiviCall.WithTrash()];
            if (query.ChangedSince is { } since)
            {
                // Contract 4.8: trashing does not move modified_date, and neither do custom fields whose triggers were not rebuilt.
                where.Add(new JArray("OR", new JArray(
                    CiviCall.Where("modified_date", ">=", api.Time.Stamp(since - api.Time.Tolerance)), CiviCall.Where("is_deleted", "=", true), CiviCall.In("id", logged))));
            }

            if (query.Search is { } text)
                where.Add(new JArray("OR", new JArray(CiviCall.Where("display_name", "CONTAINS", text), CiviCall.Where("email_primary.email", "CONTAINS", text))));
            CiviAnswer page = await api.CallAsync(CiviCall.Get("Contact", FieldPaths.Selection(wish.Fields), [.. where]).Page(PageSize), Safety.Read, null, cancellationToken);
            foreach (CrmContact contact in await rows.CompleteAsync(site, page.Rows, wish, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Takes(query, contact))
                    yield return contact;
            }

            if (page.Rows.Count < PageSize)
                yield break;
            last = ContactRows.IdOf(page.Rows[^1]);
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
    private async Task<IReadOnlyList<object>> LoggedAsync(CiviSite site, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (!site.ReadsLinks)
            return [];
        CiviCall call = CiviCall.Get("Log", ["entity_id"], CiviCall.Where("entity_table", "=", "civicrm_contact"), CiviCall.Where("modified_date", ">=", api.Time.Stamp(since - api.Time.Tolerance)));
        CiviAnswer answer = await api.CallAsync(call.Page(0), Safety.Read, null, cancellationToken);
        return [.. answer.Rows.Select(r => Number(r.Text("entity_id"))).OfType<long>().Distinct().Select(id => (object)id)];
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

    private static bool Takes(RecordQuery query, CrmContact contact) =>
        HasAny(contact, query.Tags) && HasNone(contact, query.NotTags);

    private static bool HasAny(CrmContact contact, IReadOnlyList<string> tags) => tags.Count == 0 || (contact.Tags ?? []).Any(t => Names(tags, t));

    private static bool HasNone(CrmContact contact, IReadOnlyList<string> tags) => !(contact.Tags ?? []).Any(t => Names(tags, t));

    private static bool Names(IReadOnlyList<string> tags, CrmTag tag) => tags.Contains(tag.Id, StringComparer.Ordinal) || tags.Contains(tag.Name, StringComparer.OrdinalIgnoreCase);
}
