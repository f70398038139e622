using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The text of a note. The marker makes it one of a kind, so that what a run wrote before it died is found and not written again.</summary>
internal static class NoteText
{
    /// <summary>The text that a write stores.</summary>
    public static string Of(RecordWrite write) => $"{write.Note} [UserSync {write.Marker}]";

    /// <summary>The call that reads the notes of contacts.</summary>
    public static CiviCall Ask(IEnumerable<long> contacts) =>
        CiviCall.Get("Note", ["id", "entity_id", "note"], CiviCall.Where("entity_table", "=", "civicrm_contact"), CiviCall.In("entity_id", contacts.Select(c => (object)c))).Page(0);

    /// <summary>Whether the note of a write is among those that were read.</summary>
    public static bool Stands(RecordWrite write, IReadOnlyList<FieldMap> notes) => notes.Any(n => n.Text("entity_id") == write.RecordId && n.Text("note") == Of(write));

    /// <summary>The intents of those notes that are there.</summary>
    public static async Task<IReadOnlyList<long>> FindAsync(CiviApi api, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        List<long> found = [];
        foreach (RecordWrite[] part in writes.Where(w => ContactListing.Number(w.RecordId ?? "") is not null).Chunk(ContactListing.PageSize))
        {
            CiviAnswer answer = await api.CallAsync(Ask(part.Select(w => ContactListing.Number(w.RecordId!)!.Value).Distinct()), Safety.Read, null, cancellationToken);
            found.AddRange(part.Where(w => Stands(w, answer.Rows)).Select(w => w.IntentId));
        }

        return found;
    }
}
