using System.IO.Enumeration;
using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Lists the profiles of the profile folders; those that cannot be loaded with what is wrong with them.</summary>
[Cmdlet(VerbsCommon.Get, "SyncProfile")]
[OutputType(typeof(ProfileListing))]
public sealed class GetSyncProfileCommand : UserSyncCommand
{
    /// <summary>Names of profiles.</summary>
    [Parameter(Position = 0, HelpMessage = "Names of profiles; * and ? stand for any characters.")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    internal override void End()
    {
        ProfileLocator locator = ProfileChoice.Locator(Shell);
        var missing = new HashSet<string>(Name.Where(n => n.AsSpan().IndexOfAny('*', '?') < 0), StringComparer.OrdinalIgnoreCase);
        foreach (ProfileListing profile in locator.List())
        {
            missing.Remove(profile.Name);
            if (Name.Any(n => FileSystemName.MatchesSimpleExpression(n, profile.Name)))
                Shell.Output(profile);
        }

        foreach (string name in missing)
        {
            Shell.Error(ShellError.Of(
                new SyncError(ErrorIds.ProfileNotFound, $"There is no profile '{name}' in {string.Join(" or ", locator.Folders)}.") { Item = name, Remedy = "New-SyncProfile makes one." }, name));
        }
    }
}
