using System.Collections;
using System.Management.Automation;
using UserSync.Connectors.Composition;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes names of profiles; where none begins so, paths of files that may be one.</summary>
public sealed class ProfileCompleter : LocalCompleter
{
    internal override IEnumerable<(string Text, string Tip)> Find(string typed, IDictionary given)
    {
        (string Text, string Tip)[] named = [.. ProfileFolders.Locator(System.Environment.GetEnvironmentVariable).List()
            .Where(p => p.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(p => (p.Name, p.IsValid ? p.Path : $"{p.Path}: has errors"))];
        return named.Length > 0 ? named : Paths(typed);
    }

    private static IEnumerable<(string Text, string Tip)> Paths(string typed) => CompletionCompleters.CompleteFilename(typed)
        .Where(f => f.ResultType == CompletionResultType.ProviderContainer || (f.ListItemText.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && !f.ListItemText.EndsWith(".schema.json", StringComparison.OrdinalIgnoreCase)))
        .Select(f => (f.CompletionText.Trim('\'', '"').Replace("''", "'", StringComparison.Ordinal), f.ToolTip));
}
