using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Changes, deletes and annotates contacts: many calls in one request, so that each succeeds or fails by itself.</summary>
internal sealed class ContactChanges(CiviApi api, ContactRows rows, ContactBelongings belongings, MembershipTables memberships, bool changeCmsEmail)
{
    /// <summary>Carries out writes other than creates; one result per write.</summary>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        if (site.MayUpdate == false)
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Permission, "The account of the API key may not change contacts.",
                "Give its CMS user the permission \"edit all contacts\": docs/civicrm.md.");
        }

        Dictionary<long, WriteResult> results = [];
        foreach (RecordWrite write in writes)
        {
            if (ContactListing.Number(write.RecordId ?? "") is null)
                results[write.IntentId] = WriteOutcomes.Failed(write, Missing(write));
            else if ((WriteRules.Check(write, site) ?? await memberships.CheckAsync(write, cancellationToken)) is { } wrong)
                results[write.IntentId] = WriteOutcomes.Failed(write, wrong);
        }

        RecordWrite[] left = [.. writes.Where(w => !results.ContainsKey(w.IntentId))];
        try
        {
            if (left.Length > 0)
                await SendAsync(site, left, results, cancellationToken);
        }
        catch (ConnectorException e) when (!WriteOutcomes.EndsAll(e))
        {
            foreach (RecordWrite write in left.Where(w => !results.ContainsKey(w.IntentId)))
                results[write.IntentId] = WriteOutcomes.Failed(write, e.Error);
        }

        return [.. writes.Select(w => results[w.IntentId])];
    }

    private async Task SendAsync(CiviSite site, RecordWrite[] writes, Dictionary<long, WriteResult> results, CancellationToken cancellationToken)
    {
        ContactWish wish = ContactWish.Of(writes, site);
        Situation now = await LookAsync(site, writes, wish, cancellationToken);
        List<CiviCall> calls = [];
        List<RecordWrite> owners = [];
        foreach (RecordWrite write in writes)
        {
            if (write.Kind is WriteKind.Update or WriteKind.Note && !now.Contacts.ContainsKey(write.RecordId!))
            {
                results[write.IntentId] = WriteOutcomes.Failed(write, Missing(write));
                continue;
            }

            if (write.Kind == WriteKind.Update && WouldChangeLogin(site, write, now) is { } danger)
            {
                results[write.IntentId] = WriteOutcomes.Failed(write, danger);
                continue;
            }

            foreach (CiviCall call in await CallsAsync(site, write, now, cancellationToken))
            {
                calls.Add(call);
                owners.Add(write);
            }
        }

        RecordWrite[] open = [.. writes.Where(w => !results.ContainsKey(w.IntentId))];
        if (open.Length == 0)
            return;
        long[] ids = [.. open.Where(w => w.Kind == WriteKind.Update).Select(w => ContactListing.Number(w.RecordId!)!.Value).Distinct()];
        CiviCall[] back = ids.Length == 0 ? [] : [Own(ids, wish), .. ContactRows.Belongings(ids, wish)];
        if (calls.Count + back.Length == 0)
        {
            foreach (RecordWrite write in open)
                results[write.IntentId] = new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
            return;
        }

        Safety safety = calls.Count == 0 ? Safety.Read : calls.Exists(c => c.Action == "create") ? Safety.Create : Safety.IdempotentWrite;
        IReadOnlyList<CiviAnswer> answers = await api.CallsAsync([.. calls, .. back], safety, cancellationToken);
        Dictionary<long, SyncError> errors = [];
        for (int i = 0; i < calls.Count; i++)
        {
            if (answers[i].Error is not null)
                errors.TryAdd(owners[i].IntentId, CiviErrors.Of(answers[i], $"contact {owners[i].RecordId}").Error);
        }

        CiviAnswer[] told = [.. answers.Skip(calls.Count)];
        Dictionary<string, CrmContact> held = told.Length == 0 || told.Any(a => a.Error is not null) ? []
            : rows.Assemble(site, told[0].Rows, told[1..], wish).ToDictionary(c => c.ContactId, StringComparer.Ordinal);
        foreach (RecordWrite write in open)
        {
            results[write.IntentId] = errors.TryGetValue(write.IntentId, out SyncError? error) ? WriteOutcomes.Failed(write, error)
                : held.TryGetValue(write.RecordId!, out CrmContact? contact) && write.Kind == WriteKind.Update ? WriteOutcomes.Done(write, contact)
                : new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId };
        }
    }

    private async Task<Situation> LookAsync(CiviSite site, RecordWrite[] writes, ContactWish wish, CancellationToken cancellationToken)
    {
        RecordWrite[] updates = [.. writes.Where(w => w.Kind is WriteKind.Update or WriteKind.Note)];
        if (updates.Length == 0)
            return new Situation([], [], [], []);
        long[] ids = [.. updates.Select(w => ContactListing.Number(w.RecordId!)!.Value).Distinct()];
        object[] values = [.. ids.Select(i => (object)i)];
        List<CiviCall> calls = [Own(ids, wish), .. ContactRows.Belongings(ids, wish)];
        int own = calls.Count;
        calls.Add(CiviCall.Get("Website", ["id", "contact_id", "website_type_id:name"], CiviCall.In("contact_id", values)).Page(0));
        calls.Add(NoteText.Ask(ids));
        calls.Add(CiviCall.Get("UFMatch", ["id", "contact_id", "uf_name"], CiviCall.In("contact_id", values)).Page(0));
        // Only what is needed is asked for.
        bool websites = wish.Websites;
        bool notes = updates.Any(w => w.Kind == WriteKind.Note);
        bool links = site is { ReadsLinks: true, SyncsCmsEmail: true } && !changeCmsEmail && wish.Emails;
        CiviCall[] asked = [.. calls.Take(own), .. websites ? [calls[own]] : Array.Empty<CiviCall>(), .. notes ? [calls[own + 1]] : Array.Empty<CiviCall>(), .. links ? [calls[own + 2]] : Array.Empty<CiviCall>()];
        IReadOnlyList<CiviAnswer> answers = await api.CallsAsync(asked, Safety.Read, cancellationToken);
        if (answers.FirstOrDefault(a => a.Error is not null) is { } failed)
            throw CiviErrors.Of(failed, null);
        int next = own;
        Dictionary<string, CrmContact> contacts = rows.Assemble(site, answers[0].Rows, [.. answers.Take(own).Skip(1)], wish).ToDictionary(c => c.ContactId, StringComparer.Ordinal);
        return new Situation(contacts, websites ? answers[next++].Rows : [], notes ? answers[next++].Rows : [], links ? answers[next].Rows : []);
    }

    private async Task<IEnumerable<CiviCall>> CallsAsync(CiviSite site, RecordWrite write, Situation now, CancellationToken cancellationToken)
    {
        long id = ContactListing.Number(write.RecordId!)!.Value;
        JArray one = CiviCall.Only(CiviCall.Where("id", "=", id));
        switch (write.Kind)
        {
            case WriteKind.Delete:
                return [new CiviCall("Contact", "delete", new JObject { ["where"] = one })];
            case WriteKind.Restore:
                return [new CiviCall("Contact", "update", new JObject { ["where"] = new JArray(CiviCall.Where("id", "=", id), CiviCall.Where("is_deleted", "=", true)), ["values"] = new JObject { ["is_deleted"] = false } })];
            case WriteKind.Note:
                return NoteText.Stands(write, now.Notes) ? []
                    : [new CiviCall("Note", "create", new JObject { ["values"] = new JObject { ["entity_table"] = "civicrm_contact", ["entity_id"] = id, ["subject"] = "UserSync", ["note"] = NoteText.Of(write) } })];
            default:
                break;
        }

        List<CiviCall> calls = [];
        if (RecordBody.Own(write, site, api.Time) is { Count: > 0 } values)
            calls.Add(new CiviCall("Contact", "update", new JObject { ["where"] = one, ["values"] = values }));
        Dictionary<string, string> websites = new(StringComparer.Ordinal);
        foreach (FieldMap row in now.Websites.Where(r => r.Text("contact_id") == write.RecordId))
            websites.TryAdd(row.Text("website_type_id:name"), row.Text("id"));
        calls.AddRange(belongings.Calls(write, now.Contacts[write.RecordId!], websites, await memberships.IdsAsync(write, cancellationToken)));
        return calls;
    }

    // The first address of a contact becomes its primary one by itself, and CiviCRM then writes it to the linked CMS user.
    private SyncError? WouldChangeLogin(CiviSite site, RecordWrite write, Situation now)
    {
        if (changeCmsEmail || !site.SyncsCmsEmail || now.Contacts[write.RecordId!].Emails is not { Count: 0 })
            return null;
        FieldWrite? email = write.Fields.FirstOrDefault(f => f.Value.HasValue && MultiPath.Parse(f.Path)?.Base == MultiPath.Email);
        FieldMap? link = now.Links.FirstOrDefault(l => l.Text("contact_id") == write.RecordId);
        if (email is null || link is null || string.Equals(link.Text("uf_name"), email.Value.Text, StringComparison.OrdinalIgnoreCase))
            return null;
        return new SyncError(ErrorIds.ItemRefused, $"Contact {write.RecordId} has no e-mail address and is linked to a CMS user; CiviCRM would change that user's e-mail address to the one that is written.")
        {
            Kind = ConnectorErrorKind.InvalidItem,
            Side = Side.Crm,
            Item = write.RecordId,
            Remedy = "Give the contact an address in CiviCRM, or set crm.changeCmsEmail to true.",
        };
    }

    private static CiviCall Own(IReadOnlyCollection<long> ids, ContactWish wish) =>
        CiviCall.Get("Contact", FieldPaths.Selection(wish.Fields), CiviCall.In("id", ids.Select(i => (object)i)), CiviCall.WithTrash()).Page(0);

    private static SyncError Missing(RecordWrite write) => new(ErrorIds.RecordNotFound, $"Contact {write.RecordId} does not exist in CiviCRM.")
    {
        Kind = ConnectorErrorKind.NotFound,
        Side = Side.Crm,
        Item = write.RecordId,
    };

    private sealed record Situation(Dictionary<string, CrmContact> Contacts, IReadOnlyList<FieldMap> Websites, IReadOnlyList<FieldMap> Notes, IReadOnlyList<FieldMap> Links);
}
