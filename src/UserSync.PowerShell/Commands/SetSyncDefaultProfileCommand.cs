using System.Management.Automation;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Chooses the profile that is used when a command names none. USERSYNC_PROFILE goes before it.</summary>
[Cmdlet(VerbsCommon.Set, "SyncDefaultProfile", DefaultParameterSetName = NameSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
public sealed class SetSyncDefaultProfileCommand : UserSyncCommand
{
    private const string NameSet = "Profile";
    private const string ClearSet = "Clear";
    private string? _chosen;

    /// <summary>Name or path of the profile.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0, HelpMessage = "Name or path of the profile.")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? Profile { get; set; }

    /// <summary>A profile as Get-SyncProfile brings it.</summary>
    [Parameter(ParameterSetName = NameSet, ValueFromPipeline = true, HelpMessage = "A profile as Get-SyncProfile brings it.")]
    [OursOnly(typeof(ProfileListing))]
    [AllowNull]
    public ProfileListing? InputObject { get; set; }

    /// <summary>Forgets the choice.</summary>
    [Parameter(ParameterSetName = ClearSet, Mandatory = true, HelpMessage = "Forgets the choice.")]
    public SwitchParameter Clear { get; set; }

    internal override void Process() => _chosen = InputObject?.Path ?? (string.IsNullOrWhiteSpace(Profile) ? _chosen : Profile);

    internal override void End()
    {
        ProfileLocator locator = ProfileChoice.Locator(Shell);
        if (Clear)
        {
            if (Shell.ShouldProcess("default profile", "forget it"))
                locator.WriteDefault(null);
            return;
        }

        if (_chosen is null)
        {
            Shell.Warning("No profile was given, so nothing was done.");
            return;
        }

        // Loading it first: a default that cannot be used would fail every later command.
        SyncProfile profile = ProfileLoader.Load(ProfileChoice.Find(Shell, _chosen));
        if (Shell.ShouldProcess("default profile", $"set it to {profile.Name} ({profile.Path})"))
            locator.WriteDefault(ProfileChoice.Reference(Shell, profile));
    }
}
