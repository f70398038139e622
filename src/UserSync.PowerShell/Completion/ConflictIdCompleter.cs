using System.Collections;
using System.Globalization;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes numbers of open conflicts, with what is in the way.</summary>
public sealed class ConflictIdCompleter : StoreCompleter
{
    internal override IAsyncEnumerable<(string Text, string Tip)> Read(LinkStore store, SyncProfile profile, IDictionary given)
        => store.Conflicts.ReadAsync(profile.Cms.Key, profile.Crm.Key, ConflictState.Open, CancellationToken.None)
            .Select(c => (c.ConflictId.ToString(CultureInfo.InvariantCulture), $"{c.Email}: {c.Reason}"));
}
