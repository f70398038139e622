using Newtonsoft.Json.Linq;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Finds by their marks the contacts that creates made whose answers were lost: by walking the newest ones back to what was there before.
/// Neither search nor filters will do: when they know a new contact nobody says.
/// </summary>
/// <param name="api">The account.</param>
/// <param name="marker">What recognises a contact.</param>
internal sealed class MadeContacts(AmoApi api, ContactMarker marker)
{
    /// <summary>What was found of each create, by its intent; a create that is missing made no contact.</summary>
    /// <param name="creates">The creates.</param>
    /// <param name="floor">Highest id before them; null walks all.</param>
    /// <param name="trash">Whether the trash is looked through too.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<Dictionary<long, MadeContact>> FindAsync(IEnumerable<RecordWrite> creates, long? floor, bool trash, CancellationToken cancellationToken)
    {
        FieldPlace place = marker.PlaceIn(await api.FieldsAsync(cancellationToken));
        ILookup<string, RecordWrite> wanted = creates.Select(w => (Text: marker.TextOf(w, place), Write: w)).Where(w => w.Text is not null).ToLookup(w => w.Text!, w => w.Write, StringComparer.Ordinal);
        Dictionary<long, MadeContact> found = [];
        await WalkAsync(wanted, place, floor, "", found, cancellationToken);
        if (trash)
            await WalkAsync(wanted, place, floor, "&with=only_deleted", found, cancellationToken);
        return found;
    }

    private async Task WalkAsync(ILookup<string, RecordWrite> wanted, FieldPlace place, long? floor, string query, Dictionary<long, MadeContact> found, CancellationToken cancellationToken)
    {
        await foreach (IReadOnlyList<JObject> page in new ContactPages(api).WalkAsync(descending: true, query, cancellationToken))
        {
            foreach (JObject row in page)
            {
                long id = ContactRows.IdOf(row);
                if (id <= floor)
                    return;
                foreach (string text in FieldReading.Read(place, ContactRows.ValuesOf(row, place.Field), TimeZoneInfo.Utc).Values)
                {
                    foreach (RecordWrite write in wanted[text])
                    {
                        bool clear = ContactMarker.Fits(row, write);
                        found[write.IntentId] = found.TryGetValue(write.IntentId, out MadeContact other) && other.Id != id ? other with { IsClear = false } : new MadeContact(id, clear);
                    }
                }
            }
        }
    }
}
