using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Makes contacts: one save for many, then one request that completes them and tells what was stored. A save is no transaction:
/// when it fails, the records before the bad one are stored, and their markers tell which (contract 4.7, recording write-12).
/// </summary>
internal sealed class ContactCreates(CiviApi api, MadeContacts contacts, ContactCompletion completion, ContactBelongings belongings, MembershipTables memberships, BatchSize size)
{
    private readonly MarkerClaims _claims = new();

    /// <summary>Makes contacts; one result per write.</summary>
    /// <exception cref="ConnectorException">No further write can succeed, and nothing was stored.</exception>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        IReadOnlyList<WriteResult> results = await MakeAsync(writes, cancellationToken);
        _claims.Release(writes, results);
        return results;
    }

    private async Task<IReadOnlyList<WriteResult>> MakeAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        if (site.MayCreate == false)
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Permission, "The account of the API key may not make contacts.",
                "Give its CMS user the permissions \"add contacts\" and \"edit all contacts\": docs/civicrm.md.");
        }

        List<WriteResult> results = [];
        Queue<RecordWrite> left = new();
        foreach (RecordWrite write in writes)
        {
            if ((WriteRules.Check(write, site) ?? await memberships.CheckAsync(write, cancellationToken) ?? _claims.Claim(write)) is { } wrong)
                results.Add(WriteOutcomes.Failed(write, wrong));
            else
                left.Enqueue(write);
        }

        while (left.Count > 0)
        {
            List<RecordWrite> batch = [.. left.Take(size.Now)];
            try
            {
                results.AddRange(await BatchAsync(site, batch, cancellationToken));
            }
            catch (ConnectorException e) when (WriteOutcomes.EndsAll(e) && results.Exists(r => r.Outcome != WriteOutcome.Failed))
            {
                results.AddRange(left.Select(w => new WriteResult(w.IntentId, WriteOutcome.NotAttempted) { Error = e.Error }));
                return results;
            }

            // What the server broke off before is still there to be sent.
            HashSet<long> ended = [.. results.Select(r => r.IntentId)];
            left = new Queue<RecordWrite>(left.Where(w => !ended.Contains(w.IntentId)));
        }

        return results;
    }

    private async Task<List<WriteResult>> BatchAsync(CiviSite site, List<RecordWrite> batch, CancellationToken cancellationToken)
    {
        JObject parameters = new()
        {
            ["records"] = new JArray(batch.Select(w => Record(w, site))),
            ["defaults"] = new JObject { ["contact_type"] = "Individual" },
        };
        long started = size.Start();
        try
        {
            CiviAnswer saved = await api.CallAsync(new CiviCall("Contact", "save", parameters), Safety.Create, null, cancellationToken);
            // Learnt from whether anybody listens or not.
            string took = size.Took(batch.Count, started);
            api.Context.Trace?.Invoke(new HttpTrace(HttpTraceLevel.Verbose, Side.Crm, took));
            if (saved.Rows.Count == batch.Count)
                return await completion.CompleteAsync(site, [.. batch.Zip(saved.Rows, static (w, r) => (w, ContactRows.IdOf(r)))], isNew: true, cancellationToken);
        }
        catch (ConnectorException e) when (!WriteOutcomes.EndsAll(e))
        {
            return await SortOutAsync(site, batch, e, cancellationToken);
        }

        return await SortOutAsync(site, batch, new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "CiviCRM did not tell all contacts that it made."), cancellationToken);
    }

    private async Task<List<WriteResult>> SortOutAsync(CiviSite site, List<RecordWrite> batch, ConnectorException failure, CancellationToken cancellationToken)
    {
        bool serverIsThrough = failure.Data[CiviErrors.AnsweredKey] is true || failure.Kind == ConnectorErrorKind.Protocol
            || failure.InnerException is ConnectorException { Kind: ConnectorErrorKind.Protocol };
        if (!serverIsThrough)
        {
            // It may still be storing: the next run finds out by the markers.
            return [.. batch.Select(w => WriteOutcomes.Failed(w, failure.Error))];
        }

        IReadOnlyDictionary<string, CrmContact> found;
        try
        {
            found = await contacts.FindAsync(site, batch, cancellationToken);
        }
        catch (ConnectorException)
        {
            SyncError unknown = failure.Error with { Id = ErrorIds.WriteInDoubt, Kind = ConnectorErrorKind.InDoubt };
            return [.. batch.Select(w => WriteOutcomes.Failed(w, unknown))];
        }

        // An older contact with the marker is not of this save, and of a mapped one not even every newer contact.
        List<(RecordWrite, long)> stored = [];
        foreach (RecordWrite write in batch)
        {
            if (found.TryGetValue(ContactMarker.Of(write), out CrmContact? contact) && ContactListing.Number(contact.ContactId) is { } id && id > site.HighestId && MadeContacts.IsOurs(write, contact, isNew: true))
                stored.Add((write, id));
        }

        List<WriteResult> results = await completion.CompleteAsync(site, stored, isNew: false, cancellationToken);
        bool died = failure.Kind == ConnectorErrorKind.Transient;
        if (died)
            size.TooMuch();
        if (results.Count > 0 || (died && batch.Count > 1))
            return results;
        // Nothing of it was stored, so it is the first one that the server does not take; the others are sent again without it.
        RecordWrite bad = batch[0];
        SyncError error = found.TryGetValue(ContactMarker.Of(bad), out CrmContact? other)
            ? new SyncError(ErrorIds.DuplicateValue, $"Contact {other.ContactId}{(other.State == ContactState.Live ? "" : " in the trash")} already carries the external identifier {ContactMarker.Of(bad)} of this user.")
            {
                Kind = ConnectorErrorKind.Duplicate,
                Side = Side.Crm,
                Item = other.ContactId,
                Remedy = "Link the user to that contact if it is the same person; if it lies in the trash, restore it first or delete it for good. If it is somebody else, give it another external identifier.",
            }
            : failure.Error;
        return [WriteOutcomes.Failed(bad, error)];
    }

    private JObject Record(RecordWrite write, CiviSite site)
    {
        JObject record = RecordBody.Own(write, site, api.Time);
        foreach ((string name, JToken? value) in record.DeepClone() as JObject ?? [])
        {
            if (value is null or { Type: JTokenType.Null })
                record.Remove(name);
        }

        record[ContactMarker.Field] = ContactMarker.Of(write);
        AddPrimary(record, write, MultiPath.Email, "email_primary", "email");
        AddPrimary(record, write, MultiPath.Phone, "phone_primary", "phone");
        return record;
    }

    private void AddPrimary(JObject record, RecordWrite write, string list, string prefix, string name)
    {
        if (write.Fields.FirstOrDefault(f => f.Value.HasValue && MultiPath.Parse(f.Path)?.Base == list) is not { } first)
            return;
        string text = first.Value.Text!;
        record[$"{prefix}.{name}"] = list == MultiPath.Email ? text.ToLowerInvariant() : text;
        if (belongings.KindOf(MultiPath.Parse(first.Path)!) is { } kind)
            record[$"{prefix}.location_type_id:name"] = kind;
    }
}
