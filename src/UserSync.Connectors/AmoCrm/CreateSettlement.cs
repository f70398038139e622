using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Finds out what became of creates of a run that died: among the contacts that are newer than what there was before it, the trash included.</summary>
internal sealed class CreateSettlement(AmoApi api, MadeContacts made)
{
    /// <summary>One result per create.</summary>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        await api.AccountAsync(cancellationToken);
        long? floor = await api.Memory.FloorAsync(cancellationToken);
        Dictionary<long, MadeContact> found = await made.FindAsync(creates.Select(c => c.Write with { IntentId = c.IntentId }), floor, trash: true, cancellationToken);
        foreach (OpenCreate create in creates)
        {
            bool isMade = found.TryGetValue(create.IntentId, out MadeContact contact);
            string? id = isMade && contact.IsClear ? ContactRows.TextOf(contact.Id) : null;
            yield return new SettledCreate(create.IntentId, id) { Key = id, Ambiguous = isMade && !contact.IsClear };
        }
    }
}
