using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Finds out by their markers what became of creates whose answers were lost, the trash included, and completes what was left
/// half made: the contact is stored before its tags, websites and further addresses.
/// </summary>
internal sealed class CreateSettlement(CiviApi api, ContactCompletion completion)
{
    /// <summary>One result per create.</summary>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        CiviSite site = await api.SiteAsync(cancellationToken);
        IReadOnlyDictionary<string, long> made = await completion.FindMadeAsync(creates.Select(c => c.Write), cancellationToken);
        HashSet<string> shared = [.. creates.GroupBy(c => ContactMarker.Of(c.Write), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)];
        foreach (OpenCreate[] part in creates.Where(c => !shared.Contains(ContactMarker.Of(c.Write)) && made.ContainsKey(ContactMarker.Of(c.Write))).Chunk(BatchSize.Most))
        {
            // A failure to complete does not unmake the contact: it is taken over, and an update mends it.
            await completion.CompleteAsync(site, [.. part.Select(c => (c.Write, made[ContactMarker.Of(c.Write)]))], isNew: false, cancellationToken);
        }

        foreach (OpenCreate create in creates)
        {
            string? id = made.TryGetValue(ContactMarker.Of(create.Write), out long number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
            // Two users with one mapped identifier: whose contact it is cannot be told.
            bool ambiguous = id is not null && shared.Contains(ContactMarker.Of(create.Write));
            yield return new SettledCreate(create.IntentId, ambiguous ? null : id) { Key = ambiguous ? null : id, Ambiguous = ambiguous };
        }
    }
}
