using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Agent;

/// <summary>Finds out what became of creates whose answers were lost, by the marker that is stored with a new user.</summary>
internal static class AgentSettlement
{
    private const int Batch = 100;

    // Times of registration are whole seconds, and the clocks were compared at another moment than the create.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    /// <summary>One result for each create.</summary>
    public static async IAsyncEnumerable<SettledCreate> SettleAsync(
        AgentSite site, IReadOnlyList<OpenCreate> creates, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AgentHello hello = await site.Pool.HelloAsync(cancellationToken);
        TimeSpan skew = hello.Time is { } theirs ? theirs - hello.ReceivedAt : TimeSpan.Zero;
        foreach (OpenCreate[] part in creates.Chunk(Batch))
        {
            List<(CmsUser User, string? Marker)> marked = await FindAsync(site, "markers", part.Select(c => c.Write.Marker), cancellationToken);
            List<(CmsUser User, string? Marker)> named = await FindAsync(site, "emails", part.Select(EmailOf), cancellationToken);
            foreach (OpenCreate create in part)
                yield return Settle(create, create.CreatedAt + skew - Tolerance, marked, named);
        }
    }

    private static SettledCreate Settle(OpenCreate create, DateTimeOffset notBefore, List<(CmsUser User, string? Marker)> marked, List<(CmsUser User, string? Marker)> named)
    {
        List<CmsUser> ours = string.IsNullOrEmpty(create.Write.Marker) ? [] : [.. marked.Where(m => m.Marker == create.Write.Marker && m.User.CreatedAt >= notBefore).Select(m => m.User)];
        if (ours.Count == 1)
            return new SettledCreate(create.IntentId, ours[0].UserId) { Key = ours[0].Key };

        // A new user with the address and without a marker may be ours on a site whose tables know no transactions.
        bool perhaps = named.Exists(n => string.IsNullOrEmpty(n.Marker) && n.User.CreatedAt >= notBefore && string.Equals(n.User.Email, EmailOf(create), StringComparison.OrdinalIgnoreCase));
        return new SettledCreate(create.IntentId, null) { Ambiguous = ours.Count > 1 || perhaps };
    }

    private static async Task<List<(CmsUser User, string? Marker)>> FindAsync(AgentSite site, string list, IEnumerable<string?> keys, CancellationToken cancellationToken)
    {
        string[] wanted = [.. keys.OfType<string>().Where(k => k.Length > 0).Distinct(StringComparer.Ordinal)];
        return wanted.Length == 0 ? [] : [.. (await site.LookUpAsync("find", list, wanted, [], cancellationToken)).All()];
    }

    private static string? EmailOf(OpenCreate create) => create.Write.Fields.FirstOrDefault(f => f.Path == "email" && f.Value.HasValue)?.Value.ToString();
}
