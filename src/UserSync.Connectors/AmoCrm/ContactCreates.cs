using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Makes contacts. amoCRM makes a second one of a repeated request (contract 3.5), so after anything but a clear answer it is first looked
/// whether they are there, and only those that are not are sent again.
/// </summary>
internal sealed class ContactCreates(AmoApi api, ContactBody body, ContactMarker marker, MadeContacts made, TagTable tags, WriteSize size, HashSet<long> fresh)
{
    private const int MostTrouble = 8;
    private static readonly TimeSpan[] Through = [TimeSpan.FromSeconds(1)];

    // A front server that gave up says nothing of the one behind it: it is looked twice before anything is sent again.
    private static readonly TimeSpan[] MaybeStoring = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];
    private long? _highest;

    /// <summary>One result per create.</summary>
    public async Task<List<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        FieldTable table = await api.FieldsAsync(cancellationToken);
        FieldPlace place = marker.PlaceIn(table);
        List<WriteResult> results = [];
        List<RecordWrite> left = [];
        foreach (RecordWrite write in writes)
        {
            if (WriteRules.Check(write, table) is { } wrong)
                results.Add(WriteOutcomes.Failed(write, wrong));
            else if (marker.TextOf(write, place) is { } text)
                left.Add(marker.Marked(write, text));
            else
                results.Add(WriteOutcomes.Failed(write, Unmarked(write)));
        }

        if (left.Count == 0)
            return results;
        int trouble = 0;
        try
        {
            await PrepareAsync(cancellationToken);
            while (left.Count > 0)
            {
                RecordWrite[] batch = [.. left.Take(size.Now)];
                Posted posted = await PostAsync(batch, table, cancellationToken);
                results.AddRange(posted.Results);
                fresh.UnionWith(posted.Results.Where(r => r.Outcome == WriteOutcome.Done).Select(r => ContactRows.Number(r.RecordId)).OfType<long>());
                HashSet<long> ended = [.. posted.Results.Select(r => r.IntentId)];
                left.RemoveAll(w => ended.Contains(w.IntentId));
                trouble = posted.Trouble is null ? 0 : trouble + 1;
                if (trouble >= MostTrouble)
                    throw new ConnectorException(posted.Trouble!.Error with { Id = ErrorIds.RemoteUnavailable, Kind = ConnectorErrorKind.Transient }, posted.Trouble);
            }
        }
        catch (ConnectorException e) when (results.Exists(r => r.Outcome != WriteOutcome.Failed))
        {
            // Something of this call is stored, so its results must reach the caller.
            results.AddRange(left.Select(w => WriteOutcomes.NotAttempted(w, e.Error)));
        }

        return results;
    }

    /// <summary>Before the first contact is made it is written down how far ids have come: what is made is above.</summary>
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_highest is not null)
            return;
        JObject? newest = await api.GetAsync("api/v4/contacts?order[id]=desc&limit=1&page=1", null, cancellationToken);
        long highest = AmoApi.Entries(newest, "contacts") is [var row, ..] ? ContactRows.IdOf(row) : 0;
        await api.Memory.SaveFloorAsync(highest, cancellationToken);
        _highest = highest;
    }

    private async Task<Posted> PostAsync(RecordWrite[] batch, FieldTable table, CancellationToken cancellationToken)
    {
        JArray request = [];
        foreach (RecordWrite write in batch)
            request.Add(body.Of(write, table, null, await tags.NamesAsync(write.AddTags, make: true, cancellationToken), []));
        try
        {
            JObject? answer = await api.WriteAsync(HttpMethod.Post, "api/v4/contacts", request, Safety.Create, null, cancellationToken);
            List<WriteResult> stored = Match(batch, answer, table);
            if (stored.Count == batch.Length)
            {
                size.Well();
                return new Posted(stored, null);
            }

            ConnectorException silent = new(Side.Crm, ConnectorErrorKind.Protocol, "amoCRM did not tell all contacts that it made.");
            Posted rest = await LookAsync([.. batch.Where(w => !stored.Exists(r => r.IntentId == w.IntentId))], silent, Through, table, cancellationToken);
            return rest with { Results = [.. stored, .. rest.Results] };
        }
        catch (ConnectorException e) when (!WriteOutcomes.EndsAll(e))
        {
            return await SortOutAsync(batch, e, table, cancellationToken);
        }
    }

    private async Task<Posted> SortOutAsync(RecordWrite[] batch, ConnectorException failure, FieldTable table, CancellationToken cancellationToken)
    {
        (List<WriteResult> refused, bool anew) = tags.Refused(batch, failure);
        if (refused.Count == 0 && !anew && batch.Length == 1 && failure.Kind == ConnectorErrorKind.InvalidItem)
            return new Posted([WriteOutcomes.Failed(batch[0], failure.Error)], null);
        if (refused.Count == 0 && !anew)
            size.TooMuch(batch.Length);
        RecordWrite[] others = [.. batch.Where(w => !refused.Exists(r => r.IntentId == w.IntentId))];
        if (others.Length == 0)
            return new Posted(refused, null);

        // That the others of a refused request are not stored is what everybody believes and nobody says.
        Posted rest = await LookAsync(others, failure, WriteOutcomes.IsThrough(failure) ? Through : MaybeStoring, table, cancellationToken);
        return new Posted([.. refused, .. rest.Results], refused.Count > 0 ? null : rest.Trouble);
    }

    private async Task<Posted> LookAsync(RecordWrite[] batch, ConnectorException failure, TimeSpan[] pauses, FieldTable table, CancellationToken cancellationToken)
    {
        try
        {
            Dictionary<long, MadeContact> found = [];
            foreach (TimeSpan pause in pauses)
            {
                await Task.Delay(pause, api.Context.Time, cancellationToken);
                found = await made.FindAsync(batch, _highest, trash: false, cancellationToken);
                if (found.Count == batch.Length)
                    break;
            }

            List<WriteResult> results = [.. batch.Where(w => found.TryGetValue(w.IntentId, out MadeContact contact) && contact.IsClear).Select(w => WriteOutcomes.Done(w, found[w.IntentId].Id, table, api.Address))];
            results.AddRange(batch.Where(w => found.TryGetValue(w.IntentId, out MadeContact contact) && !contact.IsClear).Select(w => WriteOutcomes.InDoubt(w, failure.Error)));
            return new Posted(results, results.Count > 0 ? null : failure);
        }
        catch (ConnectorException)
        {
            // Not even looking is possible: the next run finds out.
            return new Posted([.. batch.Select(w => WriteOutcomes.InDoubt(w, failure.Error))], null);
        }
    }

    // By request_id, never by place.
    private List<WriteResult> Match(RecordWrite[] batch, JObject? answer, FieldTable table)
    {
        Dictionary<string, RecordWrite> sent = batch.ToDictionary(WriteOutcomes.RequestId, StringComparer.Ordinal);
        List<WriteResult> results = [];
        foreach (JObject row in AmoApi.Entries(answer, "contacts"))
        {
            if (sent.Remove(FieldReading.Plain(row["request_id"]), out RecordWrite? write))
                results.Add(WriteOutcomes.Done(write, ContactRows.IdOf(row), table, api.Address));
        }

        if (results.Count == batch.Length)
            _highest = Math.Max(_highest ?? 0, results.Max(r => ContactRows.Number(r.RecordId) ?? 0));
        return results;
    }

    private SyncError Unmarked(RecordWrite write) =>
        new(ErrorIds.ItemRefused, $"The user has no value for {marker.Path}, by which UserSync recognises the contacts that it makes; so none is made.")
        {
            Kind = ConnectorErrorKind.InvalidItem,
            Side = Side.Crm,
            Item = write.Marker,
            Remedy = "Set contacts.marker to a text field for the user's id: New-CrmMarkerField makes it.",
        };

    private sealed record Posted(List<WriteResult> Results, ConnectorException? Trouble);
}
