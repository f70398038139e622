using System.Management.Automation;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Blocks;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Collects what a run is about, and runs it when the pipe has ended: a plan is made of all input at once.</summary>
public abstract class SyncRunCommand : ConnectedCommand
{
    /// <summary>Parameter set of piped users and of ids.</summary>
    public const string GivenSet = "Given";

    private const string AllSet = "All";
    private const string IncrementalSet = "Incremental";
    private const string SinceSet = "Since";
    private const string FailedSet = "Failed";
    private readonly List<CmsUser> _users = [];
    private readonly HashSet<string> _userIds = new(StringComparer.Ordinal);

    /// <summary>Users as Get-CmsUser brings them.</summary>
    [Parameter(ParameterSetName = GivenSet, ValueFromPipeline = true, HelpMessage = "Users as Get-CmsUser brings them.")]
    [AllowNull]
    [OursOnly(typeof(CmsUser))]
    public CmsUser? InputObject { get; set; }

    /// <summary>Ids of users.</summary>
    [Parameter(ParameterSetName = GivenSet, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of users; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>All users that the profile's filter lets through.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true, HelpMessage = "All users that the profile's filter lets through.")]
    [Parameter(ParameterSetName = IncrementalSet, HelpMessage = "May be left out: -Incremental looks at all users that changed.")]
    [Parameter(ParameterSetName = SinceSet, HelpMessage = "May be left out: -Since looks at all users that changed.")]
    public SwitchParameter All { get; set; }

    /// <summary>Only what changed since the last run.</summary>
    [Parameter(ParameterSetName = IncrementalSet, Mandatory = true, HelpMessage = "Only users changed since the last run. Where the site does not know when a user was changed, everything is read and compared; the summary says which.")]
    public SwitchParameter Incremental { get; set; }

    /// <summary>Only users changed since a time.</summary>
    [Parameter(ParameterSetName = SinceSet, Mandatory = true, HelpMessage = "Only users changed at or after this time.")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only the users that failed in a run.</summary>
    [Parameter(ParameterSetName = FailedSet, Mandatory = true, HelpMessage = "Id of a run: only the users that failed or were not attempted in it.")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Failed { get; set; }

    /// <summary>Direction of the run.</summary>
    [Parameter(HelpMessage = "Which way values travel: ToCrm, ToCms or Both. The profile's direction by default.")]
    public SyncDirection? Direction { get; set; }

    /// <summary>Begins again with the baselines.</summary>
    [Parameter(HelpMessage = "Keeps the links, takes equal values as baseline, deletes and clears nothing. Needed after match rules or filters were changed.")]
    public SwitchParameter Rebase { get; set; }

    /// <summary>Accepts another identity of site or account.</summary>
    [Parameter(HelpMessage = "Accepts that the site or the account is another one than the link store remembers, for a system that has moved.")]
    public SwitchParameter AcceptIdentity { get; set; }

    /// <summary>Chooses users.</summary>
    [Parameter(HelpMessage = "Script block that is run for each user, which is $_: only users for which it is true are part of the run.")]
    [ValidateNotNull]
    public ScriptBlock? Filter { get; set; }

    /// <summary>Changes values of users.</summary>
    [Parameter(HelpMessage = "Script block that is run for each user, which is $_, before anything is planned: it brings a hashtable of fields and values to plan with, such as @{ name = $_.Name.Trim() }, or nothing.")]
    [ValidateNotNull]
    public ScriptBlock? Transform { get; set; }

    /// <summary>Overrides the brake on deletes.</summary>
    [Parameter(HelpMessage = "Largest share of linked pairs, in percent, that this run may delete or unlink; overrides brakes.maxDeletePercent.")]
    [ValidateRange(0, 100)]
    public int? MaxDeletePercent { get; set; }

    internal override void Process()
    {
        object? refused = Shell.TakeRefused();
        if (InputObject is { } user)
        {
            if (Admit(user, user.Profile, user.Site) is not null)
                _users.Add(user);
            return;
        }

        string[] ids = IdsOf(UserId);
        if (ids.Length > 0)
        {
            if (Admit(ids.Length == 1 ? ids[0] : ids) is not null)
                _userIds.UnionWith(ids);
        }
        else if (Shell.ExpectsInput && refused is not null)
        {
            // Something of it bound, a profile perhaps, but no id.
            Refuse(refused, ErrorIds.NoIdentity, $"{refused} is no user and has no UserId; it was passed over.", "Pipe what Get-CmsUser brings, or objects with a property UserId.");
        }
    }

    internal override void End()
    {
        bool selects = All || Incremental || Since is not null || Failed is not null;
        if (!selects && _users.Count + _userIds.Count == 0)
        {
            Shell.Warning("No user was given, so nothing was done. Pipe users, name ids, or use -All.");
            return;
        }

        ProfileSession session = Open();
        Run(session, new SyncRequest
        {
            Choose = Filter is null && Transform is null ? null : new UserBlocks(Shell, session, Filter, Transform).Choose,
            LeavesOut = Filter is not null,
            All = All,
            Users = _users,
            UserIds = [.. _userIds],
            Direction = Direction,
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

    internal abstract void Run(ProfileSession session, SyncRequest request);

    /// <summary>Runs the engine and hands each event to the cmdlet.</summary>
    internal void Pump(ProfileSession session, SyncRequest request, Action<SyncEvent> take)
    {
        bool showsProgress = Shell.ShowsProgress;
        try
        {
            foreach (SyncEvent happened in session.All(new SyncEngine(session.Workspace(request.WhatIf)).RunAsync(request, StopToken)))
            {
                switch (happened)
                {
                    case ProgressEvent progress:
                        if (showsProgress)
                            Shell.Progress(progress);
                        break;
                    case MessageEvent { IsWarning: true } message:
                        Shell.Warning(message.Text);
                        break;
                    case MessageEvent message:
                        Shell.Verbose(message.Text);
                        break;
                    default:
                        take(happened);
                        break;
                }
            }
        }
        finally
        {
            // A stopped pipeline takes no more writes, and its progress is gone with it.
            if (!StopToken.IsCancellationRequested)
                Shell.EndProgress();
        }
    }
}
