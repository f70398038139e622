using Newtonsoft.Json.Linq;
using UserSync.Core.Errors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>What the account's journal says of contacts (contract 5.3).</summary>
/// <param name="api">The account.</param>
internal sealed class ContactEvents(AmoApi api)
{
    private const int Pack = 10;
    private const string Deleted = "contact_deleted";
    private const string Restored = "contact_restored";
    private const string Merged = "entity_merged";

    /// <summary>Of these contacts those of which the last that is known is that they were deleted; null when the journal may not be read.</summary>
    public async Task<HashSet<long>?> DeletedAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        Dictionary<long, (DateTimeOffset At, string Type)> last = [];
        if (await ReadAsync(ids, [Deleted, Restored], e => Keep(last, e), cancellationToken) is false)
            return null;
        return [.. last.Where(e => e.Value.Type == Deleted).Select(e => e.Key)];
    }

    /// <summary>Of these contacts those that others were merged into.</summary>
    public async Task<HashSet<long>> SurvivorsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        HashSet<long> survivors = [];
        await ReadAsync(ids, [Merged], e => survivors.Add(e.Id), cancellationToken);
        return survivors;
    }

    private static void Keep(Dictionary<long, (DateTimeOffset At, string Type)> last, (long Id, string Type, DateTimeOffset At) e)
    {
        // Of one second both ways: restored counts, for nothing is removed then.
        if (!last.TryGetValue(e.Id, out (DateTimeOffset At, string Type) known) || e.At > known.At || (e.At == known.At && e.Type == Restored))
            last[e.Id] = (e.At, e.Type);
    }

    private async Task<bool> ReadAsync(IReadOnlyCollection<long> ids, string[] types, Action<(long Id, string Type, DateTimeOffset At)> take, CancellationToken cancellationToken)
    {
        try
        {
            foreach (long[] pack in ids.Chunk(Pack))
            {
                string query = string.Concat(types.Select(t => "&filter[type][]=" + t)) + string.Concat(pack.Select(id => FormattableString.Invariant($"&filter[entity_id][]={id}")));
                await foreach (JObject e in api.ListAsync("api/v4/events?filter[entity][]=contact" + query, "events", 100, cancellationToken))
                {
                    // A filter that is ignored brings other people's events.
                    if (e["entity_id"] is JValue { Value: long id } && pack.Contains(id) && (string?)e["entity_type"] == "contact" && types.Contains((string?)e["type"]) && FieldReading.Time(e["created_at"]) is { } at)
                        take((id, (string)e["type"]!, at));
                }
            }

            return true;
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.Permission)
        {
            return false;
        }
    }
}
