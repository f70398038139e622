using System.Collections;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes ids of runs, newest first, with how they ended.</summary>
public sealed class RunCompleter : StoreCompleter
{
    private const int Newest = 50;

    internal override async IAsyncEnumerable<(string Text, string Tip)> Read(LinkStore store, SyncProfile profile, IDictionary given)
    {
        foreach (SyncRun run in await store.Runs.ReadAsync(profile.Cms.Key, profile.Crm.Key, Newest, CancellationToken.None))
            yield return (run.Run, FormattableString.Invariant($"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {run.State}"));
    }
}
