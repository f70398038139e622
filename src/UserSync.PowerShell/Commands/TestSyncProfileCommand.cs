using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Checks a profile against both live systems and the link store: a line each, with a remedy where it failed. Nothing is written.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SyncProfile")]
[OutputType(typeof(CheckResult))]
public sealed class TestSyncProfileCommand : ConnectedCommand
{
    /// <summary>Name or path of the profile.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Name or path of the profile. Without it USERSYNC_PROFILE is used, then the one chosen with Set-SyncDefaultProfile.")]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public override string? Profile { get; set; }

    /// <summary>A profile as Get-SyncProfile brings it.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Profiles as Get-SyncProfile brings them.")]
    [OursOnly(typeof(ProfileListing))]
    [AllowNull]
    public ProfileListing? InputObject { get; set; }

    internal override void Process()
    {
        if (InputObject is null && (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject))) && string.IsNullOrEmpty(Profile))
        {
            WarnNothing("profile");
            return;
        }

        ProfileReading reading = ProfileLoader.Read(InputObject?.Path ?? ProfileChoice.Find(Shell, Profile));
        foreach (CheckResult line in ProfileCheck.OfReading(reading))
            Shell.Output(line);
        if (reading.Profile is null)
            return;
        using ProfileSession session = ProfileSession.Of(Shell, reading.Profile, StopToken);
        session.Use(CmsCredential, CrmCredential);
        var check = new ProfileCheck(session.Profile, session.Cms, session.Crm, _ => Task.FromResult(session.Store(preview: true)), session.Host.Clock);
        bool failed = false;
        foreach (CheckResult line in session.All(check.RunAsync(StopToken)))
        {
            failed |= line.Passed == false;
            Shell.Output(line);
        }

        session.Remember(new KnownNames
        {
            UserFields = KnownNames.Of(check.UserFields),
            ContactFields = KnownNames.Of(check.ContactFields),
            Groups = KnownNames.Of(check.Groups),
            Tags = KnownNames.Of(check.Tags),
        });
        if (!failed)
            session.Clear();
    }
}
