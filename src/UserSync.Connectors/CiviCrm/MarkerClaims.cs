using System.Collections.Concurrent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Which write of this process a marker belongs to. A profile may map external_identifier, and two users may hold the same: what the
/// one made must never be taken for the contact of the other.
/// </summary>
internal sealed class MarkerClaims
{
    private readonly ConcurrentDictionary<string, long> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Claims the marker of a write; the error when another write has it.</summary>
    public SyncError? Claim(RecordWrite write) => _owners.GetOrAdd(ContactMarker.Of(write), write.IntentId) == write.IntentId ? null
        : new SyncError(ErrorIds.DuplicateValue, $"Another user of this run has the external identifier {ContactMarker.Of(write)} too; CiviCRM keeps it only once.")
        {
            Kind = ConnectorErrorKind.Duplicate,
            Side = Side.Crm,
            Item = ContactMarker.Of(write),
            Remedy = "Give each user a value of its own at its source, or take external_identifier out of the field map: UserSync then writes one itself.",
        };

    /// <summary>Gives the markers of writes back that stored nothing.</summary>
    public void Release(IEnumerable<RecordWrite> writes, IReadOnlyList<WriteResult> results)
    {
        HashSet<long> failed = [.. results.Where(r => r.Outcome is WriteOutcome.Failed or WriteOutcome.NotAttempted).Select(r => r.IntentId)];
        foreach (RecordWrite write in writes.Where(w => failed.Contains(w.IntentId)))
            _owners.TryRemove(KeyValuePair.Create(ContactMarker.Of(write), write.IntentId));
    }
}
