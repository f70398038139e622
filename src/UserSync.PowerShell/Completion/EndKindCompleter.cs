using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes the kinds of system of a new profile.</summary>
public sealed class EndKindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
        => (parameterName == "Cms" ? EndKinds.Cms : EndKinds.Crm).Where(k => k.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(k => new CompletionResult(k));
}
