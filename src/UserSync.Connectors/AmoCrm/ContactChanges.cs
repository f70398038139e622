using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Changes contacts: always a list, even of one, so that there is one shape of the answer (contract 3.7).</summary>
internal sealed class ContactChanges(AmoApi api, ContactBody body, TagTable tags, WriteSize size)
{
    private const int MostTrouble = 8;

    /// <summary>One result per update.</summary>
    public async Task<List<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        FieldTable table = await api.FieldsAsync(cancellationToken);
        List<WriteResult> results = [];
        List<RecordWrite> left = [];
        foreach (RecordWrite write in writes)
        {
            if (ContactRows.Number(write.RecordId) is null)
                results.Add(WriteOutcomes.Failed(write, Missing(write)));
            else if (WriteRules.Check(write, table) is { } wrong)
                results.Add(WriteOutcomes.Failed(write, wrong));
            else
                left.Add(write);
        }

        int trouble = 0;
        try
        {
            while (left.Count > 0)
            {
                RecordWrite[] batch = [.. left.Take(size.Now)];
                (List<WriteResult> ended, ConnectorException? failure) = await PatchAsync(batch, table, cancellationToken);
                results.AddRange(ended);
                HashSet<long> ids = [.. ended.Select(r => r.IntentId)];
                left.RemoveAll(w => ids.Contains(w.IntentId));
                trouble = failure is null ? 0 : trouble + 1;
                if (trouble >= MostTrouble)
                    throw failure!;
                if (failure is not null)
                    await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, trouble)), api.Context.Time, cancellationToken);
            }
        }
        catch (ConnectorException e) when (results.Exists(r => r.Outcome != WriteOutcome.Failed) || e.Kind == ConnectorErrorKind.InDoubt)
        {
            // Something of this call is stored, or may be; its results must reach the caller.
            results.AddRange(left.Select(w => e.Kind == ConnectorErrorKind.InDoubt ? WriteOutcomes.InDoubt(w, e.Error) : WriteOutcomes.NotAttempted(w, e.Error)));
        }

        return results;
    }

    // Sending the same change again does no harm, but the same size would: so the repetition is ours and not the pipeline's.
    private async Task<(List<WriteResult> Ended, ConnectorException? Failure)> PatchAsync(RecordWrite[] batch, FieldTable table, CancellationToken cancellationToken)
    {
        List<WriteResult> ended = [];
        long[] ids = [.. batch.Where(w => ContactBody.NeedsRow(w, table)).Select(w => ContactRows.Number(w.RecordId)!.Value)];
        Dictionary<long, JObject> rows = ids.Length == 0 ? [] : await new ContactsById(api).ReadAsync(ids, cancellationToken);
        List<RecordWrite> sent = [];
        JArray request = [];
        foreach (RecordWrite write in batch)
        {
            JObject? row = rows.GetValueOrDefault(ContactRows.Number(write.RecordId)!.Value);
            if (row is null && ContactBody.NeedsRow(write, table))
            {
                ended.Add(WriteOutcomes.Failed(write, Missing(write)));
                continue;
            }

            JObject item = body.Of(write, table, row, await tags.NamesAsync(write.AddTags, make: true, cancellationToken), await tags.NamesAsync(write.RemoveTags, make: false, cancellationToken));
            if (ContactBody.IsEmpty(item))
            {
                ended.Add(Done(write, table));
                continue;
            }

            sent.Add(write);
            request.Add(item);
        }

        if (sent.Count == 0)
            return (ended, null);
        try
        {
            JObject? answer = await api.WriteAsync(HttpMethod.Patch, "api/v4/contacts", request, Safety.Create, null, cancellationToken);
            HashSet<long> told = [.. Told(answer)];
            long[] silent = [.. sent.Select(w => ContactRows.Number(w.RecordId)!.Value).Where(id => !told.Contains(id))];
            Dictionary<long, JObject> there = silent.Length == 0 ? [] : await new ContactsById(api).ReadAsync(silent, cancellationToken);
            foreach (RecordWrite write in sent)
            {
                long id = ContactRows.Number(write.RecordId)!.Value;
                ended.Add(told.Contains(id) ? Done(write, table) : there.ContainsKey(id) ? WriteOutcomes.InDoubt(write, Silent(write)) : WriteOutcomes.Failed(write, Missing(write)));
            }

            size.Well();
            return (ended, null);
        }
        catch (ConnectorException e) when (!WriteOutcomes.EndsAll(e))
        {
            (List<WriteResult> refused, bool anew) = tags.Refused(sent, e);
            ended.AddRange(refused);
            if (refused.Count == 0 && !anew && sent.Count == 1 && e.Kind == ConnectorErrorKind.InvalidItem)
                ended.Add(WriteOutcomes.Failed(sent[0], e.Error));
            else if (refused.Count == 0 && !anew)
                size.TooMuch(sent.Count);
            return (ended, ended.Count > 0 ? null : e);
        }
    }

    private WriteResult Done(RecordWrite write, FieldTable table) => WriteOutcomes.Done(write, ContactRows.Number(write.RecordId)!.Value, table, api.Address);

    // In a list, or bare (contract 3.7).
    private static IEnumerable<long> Told(JObject? answer) => answer?["id"] is JValue { Value: long id } ? [id] : AmoApi.Entries(answer, "contacts").Select(ContactRows.IdOf);

    private static SyncError Missing(RecordWrite write) => new(ErrorIds.RecordNotFound, $"Contact {write.RecordId} is not shown in amoCRM.")
    {
        Kind = ConnectorErrorKind.NotFound,
        Side = Side.Crm,
        Item = write.RecordId,
        Remedy = "It may have been deleted or merged; the next run finds out.",
    };

    private static SyncError Silent(RecordWrite write) => new(ErrorIds.WriteInDoubt, $"amoCRM did not say whether it changed contact {write.RecordId}.")
    {
        Kind = ConnectorErrorKind.InDoubt,
        Side = Side.Crm,
        Item = write.RecordId,
        Remedy = "Run again: the next run finds out before it writes.",
    };
}
