using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Collects what a run is about, and runs it when the pipe has ended: a plan is made of all input at once.</summary>
public abstract class SyncRunCommand : ConnectedCommand
{
    /// <summary>Parameter set of piped records and of ids.</summary>
    public const string GivenSet = "Given";

    /// <summary>Parameter set of everybody.</summary>
    public const string AllSet = "All";

    /// <summary>Parameter set of what changed since the last run.</summary>
    public const string IncrementalSet = "Incremental";

    /// <summary>Parameter set of what changed since a time.</summary>
    public const string SinceSet = "Since";

    private const string FailedSet = "Failed";

    /// <summary>Everybody whom the profile's filter lets through.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true, HelpMessage = "Everybody whom the profile's filter lets through.")]
    [Parameter(ParameterSetName = IncrementalSet, HelpMessage = "May be left out: -Incremental looks at all that changed.")]
    [Parameter(ParameterSetName = SinceSet, HelpMessage = "May be left out: -Since looks at all that changed.")]
    public SwitchParameter All { get; set; }

    /// <summary>Only what changed since the last run.</summary>
    [Parameter(ParameterSetName = IncrementalSet, Mandatory = true, HelpMessage = "Only what changed since the last run. Where the system does not know when a record was changed, everything is read and compared; the summary says which.")]
    public SwitchParameter Incremental { get; set; }

    /// <summary>Only what changed since a time.</summary>
    [Parameter(ParameterSetName = SinceSet, Mandatory = true, HelpMessage = "Only what was changed at or after this time.")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only what failed in a run.</summary>
    [Parameter(ParameterSetName = FailedSet, Mandatory = true, HelpMessage = "Id of a run: only those that failed or were not attempted in it.")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Failed { get; set; }

    /// <summary>Begins again with the baselines.</summary>
    [Parameter(HelpMessage = "Keeps the links, takes equal values as baseline, deletes and clears nothing. Needed after match rules or filters were changed.")]
    public SwitchParameter Rebase { get; set; }

    /// <summary>Accepts another identity of site or account.</summary>
    [Parameter(HelpMessage = "Accepts that the site or the account is another one than the link store remembers, for a system that has moved.")]
    public SwitchParameter AcceptIdentity { get; set; }

    /// <summary>Overrides the brake on deletes.</summary>
    [Parameter(HelpMessage = "Largest share of linked pairs, in percent, that this run may delete or unlink; overrides brakes.maxDeletePercent.")]
    [ValidateRange(0, 100)]
    public int? MaxDeletePercent { get; set; }

    /// <summary>What the command says when it was given nobody.</summary>
    internal abstract string NobodyGiven { get; }

    internal override void End()
    {
        SyncRequest about = About();
        if (!All && !Incremental && Since is null && Failed is null && !about.IsGiven && about.Tags.Count == 0)
        {
            Shell.Warning(NobodyGiven);
            return;
        }

        ProfileSession session = Open();
        Run(session, Complete(session, about) with
        {
            All = All,
            Incremental = Incremental,
            Since = Since,
            Failed = Failed,
            Rebase = Rebase,
            AcceptIdentity = AcceptIdentity,
            MaxDeletePercent = MaxDeletePercent,

            // Progress events are also the moments at which a long read can tell its requests.
            Progress = Shell.ShowsProgress || Shell.ShowsVerbose,
        });
    }

    /// <summary>Whom the run is about.</summary>
    internal abstract SyncRequest About();

    /// <summary>The request with what needs the profile.</summary>
    internal virtual SyncRequest Complete(ProfileSession session, SyncRequest request) => request;

    internal abstract void Run(ProfileSession session, SyncRequest request);
}
