using UserSync.Connectors.Composition;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes names of profiles.</summary>
public sealed class ProfileCompleter : LocalCompleter
{
    internal override IEnumerable<(string Text, string Tip)> Find(string typed, string? profile)
        => ProfileFolders.Locator(System.Environment.GetEnvironmentVariable).List()
            .Where(p => p.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(p => (p.Name, p.IsValid ? p.Path : $"{p.Path}: has errors"));
}
