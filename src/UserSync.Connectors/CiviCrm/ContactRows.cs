using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Puts contacts together from their own rows and those of their addresses, numbers, websites and tags.</summary>
internal sealed class ContactRows(CiviApi api)
{
    /// <summary>The calls that bring what belongs to contacts, in the order in which <see cref="Assemble"/> takes their answers.</summary>
    public static List<CiviCall> Belongings(IReadOnlyCollection<long> ids, ContactWish wish)
    {
        List<CiviCall> calls = [];
        object[] values = [.. ids.Select(i => (object)i)];
        if (wish.Emails)
            calls.Add(Ordered("Email", ["id", "contact_id", "email", "is_primary", "location_type_id:name"], "contact_id", values));
        if (wish.Phones)
            calls.Add(Ordered("Phone", ["id", "contact_id", "phone", "is_primary", "location_type_id:name"], "contact_id", values));
        if (wish.Websites)
            calls.Add(Ordered("Website", ["id", "contact_id", "url", "website_type_id:name"], "contact_id", values));
        if (wish.Tags)
        {
            CiviCall tags = CiviCall.Get("EntityTag", ["id", "entity_id", "tag_id", "tag_id.name", "tag_id.label"], CiviCall.Where("entity_table", "=", "civicrm_contact"), CiviCall.In("entity_id", values));
            calls.Add(tags.Page(0));
        }

        if (wish.Groups)
        {
            // Rows stay behind as "Removed" and "Pending": only "Added" is a member.
            calls.Add(CiviCall.Get("GroupContact", ["id", "contact_id", "group_id", "group_id.title", "group_id.name"], CiviCall.In("contact_id", values), CiviCall.Where("status", "=", "Added")).Page(0));
        }

        return calls;
    }

    /// <summary>The contacts of these rows, with one more request for all that belongs to them.</summary>
    public async Task<List<CrmContact>> CompleteAsync(CiviSite site, IReadOnlyList<FieldMap> rows, ContactWish wish, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return [];
        List<CiviCall> calls = Belongings([.. rows.Select(IdOf)], wish);
        long[] trashed = [.. rows.Where(r => r.Flag("is_deleted")).Select(IdOf)];
        IReadOnlyList<CiviAnswer> answers = await api.CallsAsync(trashed.Length == 0 ? calls : [.. calls, MergeTrail.Ask(trashed)], Safety.Read, cancellationToken);
        if (answers.Take(calls.Count).FirstOrDefault(a => a.Error is not null) is { } failed)
            throw CiviErrors.Of(failed, null);
        List<CrmContact> contacts = Assemble(site, rows, answers, wish);
        if (trashed.Length == 0)
            return contacts;
        IReadOnlyDictionary<string, string> survivors = await MergeTrail.SurvivorsAsync(api, answers[^1], cancellationToken);
        return [.. contacts.Select(c => survivors.TryGetValue(c.ContactId, out string? into) ? c with { State = ContactState.Merged, MergedInto = into } : c)];
    }

    /// <summary>Puts rows and answers together.</summary>
    public List<CrmContact> Assemble(CiviSite site, IReadOnlyList<FieldMap> rows, IReadOnlyList<CiviAnswer> belongings, ContactWish wish)
    {
        int next = 0;
        ILookup<string, FieldMap>? emails = wish.Emails ? belongings[next++].Rows.ToLookup(r => r.Text("contact_id"), StringComparer.Ordinal) : null;
        ILookup<string, FieldMap>? phones = wish.Phones ? belongings[next++].Rows.ToLookup(r => r.Text("contact_id"), StringComparer.Ordinal) : null;
        ILookup<string, FieldMap>? websites = wish.Websites ? belongings[next++].Rows.ToLookup(r => r.Text("contact_id"), StringComparer.Ordinal) : null;
        ILookup<string, FieldMap>? tags = wish.Tags ? belongings[next++].Rows.ToLookup(r => r.Text("entity_id"), StringComparer.Ordinal) : null;
        ILookup<string, FieldMap>? groups = wish.Groups ? belongings[next].Rows.ToLookup(r => r.Text("contact_id"), StringComparer.Ordinal) : null;
        return [.. rows.Select(row =>
        {
            string id = row.Text("id");
            return new CrmContact
            {
                Account = api.End.Key,
                Profile = api.Context.Profile,
                ContactId = id,
                Kind = row.Text("contact_type") == "Individual" ? ContactKind.Person : ContactKind.Other,
                State = row.Flag("is_deleted") ? ContactState.Trashed : ContactState.Live,
                Name = row.Text("display_name"),
                FirstName = row.Text("first_name"),
                LastName = row.Text("last_name"),
                Emails = emails is null ? null : [.. emails[id].Select(e => new ContactEmail(e.Text("email"), Kind(e), e.Flag("is_primary"), e.Text("id"))).Where(e => e.Address.Length > 0)],
                Phones = phones is null ? null : [.. phones[id].Select(p => new ContactPhone(p.Text("phone"), Kind(p), p.Flag("is_primary"), p.Text("id"))).Where(p => p.Number.Length > 0)],
                Tags = tags is null ? null : [.. tags[id].Select(t => new CrmTag(t.Text("tag_id"), t.Text("tag_id.label") is { Length: > 0 } label ? label : t.Text("tag_id.name")))],
                Groups = groups is null ? null : [.. groups[id].Select(g => new CrmGroup(g.Text("group_id"), g.Text("group_id.title") is { Length: > 0 } title ? title : g.Text("group_id.name")))],
                CreatedAt = api.Time.Parse(row.Text("created_date")),
                ModifiedAt = api.Time.Parse(row.Text("modified_date")),
                Url = site.Routes.ContactUrl(api.Address, api.End.Options.GetValueOrDefault("platform"), id),
                Fields = Fields(site, row, wish, websites?[id]),
            };
        })];
    }

    /// <summary>The id of a row.</summary>
    public static long IdOf(FieldMap row) => long.TryParse(row.Text("id"), System.Globalization.CultureInfo.InvariantCulture, out long id)
        ? id
        : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "CiviCRM told a contact without an id.");

    private FieldMap Fields(CiviSite site, FieldMap row, ContactWish wish, IEnumerable<FieldMap>? websites)
    {
        FieldMap fields = [];
        foreach (string path in wish.Fields)
        {
            // A field that the account may not see is left out of the row and stays unread.
            if (FieldPaths.ToApi(path) is { } name && row.TryGetValue(name, out FieldValue value))
                fields[path] = site.Fields.TryGetValue(name, out CiviField? field) && field.IsTime ? api.Time.Read(field, value) : value;
        }

        if (websites is null)
            return fields;
        foreach (string type in site.WebsiteTypes)
            fields[FieldPaths.Website + type] = FieldValue.Empty;
        foreach (FieldMap website in websites.Reverse())
            fields[FieldPaths.Website + website.Text("website_type_id:name")] = FieldValue.Of(website.Text("url"));
        return fields;
    }

    private static string? Kind(FieldMap row) => row.Text("location_type_id:name") is { Length: > 0 } kind ? kind : null;

    private static CiviCall Ordered(string entity, string[] select, string owner, object[] ids) => CiviCall.Get(entity, select, CiviCall.In(owner, ids)).Page(0);
}
