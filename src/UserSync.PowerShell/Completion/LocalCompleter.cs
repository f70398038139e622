using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using UserSync.Connectors.Composition;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.PowerShell.Completion;

/// <summary>Completes from what lies on this machine; the network is never asked while somebody types.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    private const int Most = 50;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"').Replace("''", "'", StringComparison.Ordinal);
        try
        {
            return [.. Find(typed, fakeBoundParameters).Take(Most).Select(f => new CompletionResult(Quoted(f.Text), f.Text, CompletionResultType.ParameterValue, f.Tip.Length == 0 ? f.Text : f.Tip))];
        }
        catch (UserSyncException)
        {
            // Whoever types is not interrupted; the command itself will say what is wrong.
            return [];
        }
    }

    /// <summary>Texts that begin with what was typed, each with what to show beside it.</summary>
    /// <param name="typed">The beginning, without quotes.</param>
    /// <param name="given">The other parameters, as far as they are known while the command is typed.</param>
    internal abstract IEnumerable<(string Text, string Tip)> Find(string typed, IDictionary given);

    /// <summary>The profile that the half-typed command works on; null when it names none that can be loaded.</summary>
    internal static SyncProfile? Load(IDictionary given)
    {
        string? nameOrPath = given["Profile"] as string;
        ProfileLocator locator = ProfileFolders.Locator(System.Environment.GetEnvironmentVariable);
        string? named = string.IsNullOrEmpty(nameOrPath) ? ProfileFolders.Default(locator, System.Environment.GetEnvironmentVariable) : nameOrPath;
        return named is null ? null : ProfileLoader.Load(locator.Find(named, Location()));
    }

    // Asked of the session itself: its state cannot be read from outside while it completes.
    private static string Location()
    {
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Get-Location").AddParameter("PSProvider", "FileSystem").Invoke<PathInfo>() is [var location, ..] ? location.ProviderPath : Path.GetTempPath();
    }

    private static string Quoted(string text)
        => text.Length > 0 && text[0] != '-' && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/') ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
