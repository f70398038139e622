using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Finds out by their markers what became of creates whose answers were lost, the trash included, and completes what was left
/// half made: the contact is stored before its tags, websites and further addresses. A contact that carries the marker and is somebody
/// else's is left alone: making the contact again is then refused, and the message names the one that is in the way.
/// </summary>
internal sealed class CreateSettlement(CiviApi api, MadeContacts contacts, ContactCompletion completion)
{
    /// <summary>One result per create.</summary>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        CiviSite site = await api.SiteAsync(cancellationToken);
        IReadOnlyDictionary<string, CrmContact> found = await contacts.FindAsync(site, creates.Select(c => c.Write), cancellationToken);
        Dictionary<long, CrmContact> made = [];
        foreach (OpenCreate create in creates)
        {
            if (found.TryGetValue(ContactMarker.Of(create.Write), out CrmContact? contact) && MadeContacts.IsOurs(create.Write, contact, contact.CreatedAt >= create.CreatedAt - api.Time.Tolerance))
                made[create.IntentId] = contact;
        }

        // Two users with one mapped identifier: whose contact it is cannot be told.
        HashSet<string> shared = [.. made.Values.GroupBy(c => c.ContactId, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key)];
        foreach (OpenCreate[] part in creates.Where(c => made.TryGetValue(c.IntentId, out CrmContact? contact) && !shared.Contains(contact.ContactId)).Chunk(BatchSize.Most))
        {
            // A failure to complete does not unmake the contact: it is taken over, and an update mends it.
            await completion.CompleteAsync(site, [.. part.Select(c => (c.Write, ContactListing.Number(made[c.IntentId].ContactId)!.Value))], isNew: false, cancellationToken);
        }

        foreach (OpenCreate create in creates)
        {
            string? id = made.GetValueOrDefault(create.IntentId)?.ContactId;
            bool ambiguous = id is not null && shared.Contains(id);
            yield return new SettledCreate(create.IntentId, ambiguous ? null : id) { Key = ambiguous ? null : id, Ambiguous = ambiguous };
        }
    }
}
