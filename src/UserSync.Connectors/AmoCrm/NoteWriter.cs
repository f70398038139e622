using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Writes notes to contacts. A note that is there already is not written again: its text holds whose it is.</summary>
/// <param name="api">The account.</param>
/// <param name="standing">Tells which notes are there.</param>
/// <param name="kind">common or service_message (contract 4.3).</param>
/// <param name="fresh">Contacts that were made a moment ago and have no note yet; those that get one are taken out.</param>
internal sealed class NoteWriter(AmoApi api, StandingNotes standing, string kind, HashSet<long> fresh)
{
    /// <summary>One result per note.</summary>
    public async Task<List<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        await api.AccountAsync(cancellationToken);
        RecordWrite[] known = [.. writes.Where(w => ContactRows.Number(w.RecordId) is { } id && !fresh.Remove(id))];
        HashSet<long> there = [.. await standing.FindAsync(known, cancellationToken)];
        List<WriteResult> results = [];
        List<RecordWrite> sent = [];
        JArray request = [];
        foreach (RecordWrite write in writes)
        {
            if (ContactRows.Number(write.RecordId) is not { } id)
                results.Add(WriteOutcomes.Failed(write, Refused(write, $"Contact {write.RecordId} does not exist in amoCRM.")));
            else if (there.Contains(write.IntentId))
                results.Add(new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = write.RecordId });
            else
            {
                sent.Add(write);
                JObject note = new() { ["text"] = StandingNotes.TextOf(write) };
                if (kind != "common")
                    note.AddFirst(new JProperty("service", "UserSync"));
                request.Add(new JObject { ["entity_id"] = id, ["note_type"] = kind, ["params"] = note, ["request_id"] = WriteOutcomes.RequestId(write) });
            }
        }

        if (sent.Count > 0)
            results.AddRange(await PostAsync(sent, request, cancellationToken));
        return results;
    }

    private async Task<IEnumerable<WriteResult>> PostAsync(List<RecordWrite> sent, JArray request, CancellationToken cancellationToken)
    {
        try
        {
            JObject? answer = await api.WriteAsync(HttpMethod.Post, "api/v4/contacts/notes", request, Safety.Create, null, cancellationToken);
            HashSet<string> told = [.. AmoApi.Entries(answer, "notes").Select(n => FieldReading.Plain(n["request_id"]))];
            return sent.Select(w => told.Contains(WriteOutcomes.RequestId(w)) ? new WriteResult(w.IntentId, WriteOutcome.Done) { RecordId = w.RecordId }
                : WriteOutcomes.InDoubt(w, Refused(w, $"amoCRM did not say whether it stored the note to contact {w.RecordId}.")));
        }
        catch (ConnectorException e) when (AmoErrors.ItemsOf(e) is { Count: > 0 } named)
        {
            (RecordWrite Write, SyncError? Error)[] judged = [.. sent.Select((w, n) => (w, WriteOutcomes.ErrorOf(w, n, named)))];
            List<RecordWrite> others = [.. judged.Where(j => j.Error is null).Select(j => j.Write)];
            IEnumerable<WriteResult> failed = judged.Where(j => j.Error is not null).Select(j => WriteOutcomes.Failed(j.Write, j.Error!));

            // Whether the others were stored is looked up before they are sent again.
            return others.Count == 0 || others.Count == sent.Count ? failed.Concat(others.Select(o => WriteOutcomes.Failed(o, e.Error))) : failed.Concat(await WriteAsync(others, cancellationToken));
        }
        catch (ConnectorException e) when (!WriteOutcomes.EndsAll(e))
        {
            return sent.Select(w => e.Kind == ConnectorErrorKind.InvalidItem ? WriteOutcomes.Failed(w, e.Error) : WriteOutcomes.InDoubt(w, e.Error));
        }
    }

    private static SyncError Refused(RecordWrite write, string message) =>
        new(ErrorIds.RecordNotFound, message) { Kind = ConnectorErrorKind.NotFound, Side = Core.Model.Side.Crm, Item = write.RecordId, Remedy = "Run again: the next run finds out before it writes." };
}
