using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Tells merged contacts from those that somebody threw away. Both lie in the trash; a merge leaves the activity "Contact Deleted by
/// Merge" on the one that goes, below an activity of the one that stays (CRM/Dedupe/Merger.php, Civi/Api4/Action/Contact/GetMergedTo.php;
/// read in the source, not recorded). Without the right to see activities nothing is told, and a contact passes for thrown away.
/// </summary>
internal static class MergeTrail
{
    private const string Targets = "Activity Targets";

    /// <summary>The call that finds the activities of contacts in the trash.</summary>
    public static CiviCall Ask(IEnumerable<long> trashed) => CiviCall.Get(
        "ActivityContact",
        ["id", "contact_id", "activity_id.parent_id"],
        CiviCall.In("contact_id", trashed.Select(t => (object)t)),
        CiviCall.Where("record_type_id:name", "=", Targets),
        CiviCall.Where("activity_id.activity_type_id:name", "=", "Contact Deleted by Merge")).Page(0);

    /// <summary>The survivor of each merged contact, by the answer to <see cref="Ask"/>.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> SurvivorsAsync(CiviApi api, CiviAnswer answer, CancellationToken cancellationToken)
    {
        Dictionary<string, string> survivors = new(StringComparer.Ordinal);
        Dictionary<string, string> parents = new(StringComparer.Ordinal);
        foreach (FieldMap row in answer.Error is null ? answer.Rows : [])
        {
            // By the ids of the rows: the last merge counts.
            if (row.Text("activity_id.parent_id") is { Length: > 0 } parent)
                parents[row.Text("contact_id")] = parent;
        }

        if (parents.Count == 0)
            return survivors;
        CiviCall call = CiviCall.Get("ActivityContact", ["id", "activity_id", "contact_id"], CiviCall.In("activity_id", parents.Values.Distinct(StringComparer.Ordinal)), CiviCall.Where("record_type_id:name", "=", Targets));
        IReadOnlyList<CiviAnswer> told = await api.CallsAsync([call.Page(0)], Safety.Read, cancellationToken);
        ILookup<string, FieldMap> targets = told[0].Rows.ToLookup(r => r.Text("activity_id"), StringComparer.Ordinal);
        foreach ((string contact, string parent) in parents)
        {
            if (targets[parent].FirstOrDefault() is { } survivor && survivor.Text("contact_id") != contact)
                survivors[contact] = survivor.Text("contact_id");
        }

        return survivors;
    }
}
