using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>Finds out what became of creates whose answers were lost: whoever has the UUID that we chose is ours, unless it was there before.</summary>
internal sealed class CreateSettlement(DrupalApi api, UserLookup lookup)
{
    // Registration times are whole seconds, and the clocks were compared at another moment than the create.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private static readonly string[] NoFurtherFields = [];

    /// <summary>A result for each create, fifty by one request.</summary>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        TimeSpan skew = (await api.AccountAsync(cancellationToken)).Skew;
        Dictionary<string, CmsUser> made = new(StringComparer.OrdinalIgnoreCase);
        string[] keys = [.. creates.Select(KeyOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        await foreach (CmsUser user in lookup.GetAsync(keys, new RecordQuery { Fields = NoFurtherFields }, cancellationToken))
            made[user.Key] = user;
        foreach (OpenCreate create in creates)
        {
            // Older than the intent it was made by a run whose link somebody removed: ours was refused then.
            CmsUser? user = KeyOf(create) is { } key ? made.GetValueOrDefault(key) : null;
            yield return user is not null && !(user.CreatedAt < create.CreatedAt + skew - Tolerance)
                ? new SettledCreate(create.IntentId, user.UserId) { Key = user.Key }
                : new SettledCreate(create.IntentId, null);
        }
    }

    private string? KeyOf(OpenCreate create) => create.Write.Key ?? (create.Write.Marker is { } marker ? UserWriter.ChooseKey(api.End.Key, marker) : null);
}
