using System.Collections;
using System.Globalization;
using UserSync.Core.Links;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes the candidates of the conflict that is being decided, where they are whom it can be linked to.</summary>
public sealed class CandidateCompleter : StoreCompleter
{
    internal override IAsyncEnumerable<(string Text, string Tip)> Read(LinkStore store, SyncProfile profile, IDictionary given)
    {
        object[] deciding = given["ConflictId"] switch { string one => [one], IEnumerable several => [.. several.Cast<object>()], null => [], var one => [one] };
        string[] numbers = [.. deciding.Select(n => Convert.ToString(n, CultureInfo.InvariantCulture) ?? "")];
        return store.Conflicts.ReadAsync(profile.Cms.Key, profile.Crm.Key, ConflictState.Open, CancellationToken.None)
            .Where(c => c.Kind is not (ConflictKind.SharedKey or ConflictKind.FieldChanged or ConflictKind.DuplicateValue) && numbers.Contains(c.ConflictId.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal))
            .SelectMany(c => c.Candidates.Select(id => (id, $"{c.Email}: {c.Reason}")));
    }
}
