using System.Management.Automation;
using UserSync.Core.Links;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Reads the journal: which run did what to whom, before and after; or the runs themselves.</summary>
[Cmdlet(VerbsCommon.Get, "SyncHistory", DefaultParameterSetName = ChangeSet)]
[OutputType(typeof(SyncChange), ParameterSetName = [ChangeSet])]
[OutputType(typeof(SyncRun), ParameterSetName = [RunSet])]
public sealed class GetSyncHistoryCommand : ProfileCommand
{
    private const string ChangeSet = "Change";
    private const string RunSet = "Summary";
    private const int FewRuns = 20;
    private bool _asked;

    /// <summary>Runs whose changes are wanted.</summary>
    [Parameter(ParameterSetName = ChangeSet, ValueFromPipeline = true, HelpMessage = "Runs as Get-SyncHistory -Summary lists them.")]
    [OursOnly(typeof(SyncRun))]
    [AllowNull]
    public SyncRun? InputObject { get; set; }

    /// <summary>Only of these users.</summary>
    [Parameter(ParameterSetName = ChangeSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Only changes of these users; also taken from the property UserId of piped objects.")]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? UserId { get; set; }

    /// <summary>Only of these contacts.</summary>
    [Parameter(ParameterSetName = ChangeSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Only changes of these contacts; also taken from the property ContactId of piped objects that have no UserId.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>Only of this run.</summary>
    [Parameter(ParameterSetName = ChangeSet, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Only changes of this run; also taken from the property Run of piped objects.")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? Run { get; set; }

    /// <summary>Only at or after a time.</summary>
    [Parameter(ParameterSetName = ChangeSet, HelpMessage = "Only changes at or after this time.")]
    public DateTimeOffset? After { get; set; }

    /// <summary>Only before a time.</summary>
    [Parameter(ParameterSetName = ChangeSet, HelpMessage = "Only changes before this time.")]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Only with an outcome.</summary>
    [Parameter(ParameterSetName = ChangeSet, HelpMessage = "Only changes that ended so: Done, Declined, Skipped, Conflict, Failed or NotAttempted.")]
    public ChangeOutcome? Outcome { get; set; }

    /// <summary>Lists the runs.</summary>
    [Parameter(ParameterSetName = RunSet, Mandatory = true, HelpMessage = "Lists runs with their summaries, newest first, instead of single changes.")]
    public SwitchParameter Summary { get; set; }

    /// <summary>How many runs.</summary>
    [Parameter(ParameterSetName = RunSet, HelpMessage = "How many runs are listed; 20 by default.")]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = FewRuns;

    internal override void Process()
    {
        string[] users = IdsOf(UserId);
        string[] contacts = users.Length > 0 && Shell.ExpectsInput ? [] : IdsOf(ContactId);
        string? run = InputObject is { } given ? given.Run : string.IsNullOrEmpty(Run) ? null : Run;
        if (users.Length + contacts.Length == 0 && run is null)
            return;
        _asked = true;
        if (Admit(users.Length > 0 ? users : contacts.Length > 0 ? contacts : run!, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is not { } session)
            return;
        ChangeQuery query = Query(session) with { Run = run };
        IEnumerable<ChangeQuery> queries = users.Length > 0 ? users.Select(u => query with { UserId = u })
            : contacts.Length > 0 ? contacts.Select(c => query with { ContactId = c })
            : [query];
        foreach (ChangeQuery one in queries)
            Read(session, one, users.Length > 0 && contacts.Length > 0 ? contacts : null);
    }

    internal override void End()
    {
        if (_asked)
            return;
        if (Shell.ExpectsInput || Shell.IsBound(nameof(InputObject)) || Shell.IsBound(nameof(UserId)) || Shell.IsBound(nameof(ContactId)) || Shell.IsBound(nameof(Run)))
            WarnNothing("user, contact or run");
        else if (Summary)
            ReadRuns(Open());
        else
            Read(Open(), Query(Open()), null);
    }

    private ChangeQuery Query(ProfileSession session) => new() { Site = session.Site, Account = session.Account, After = After, Before = Before, Outcome = Outcome };

    private void Read(ProfileSession session, ChangeQuery query, string[]? contacts)
    {
        foreach (SyncChange change in session.All(session.Store(preview: true).Changes.ReadAsync(query, StopToken)))
        {
            if (contacts is null || contacts.Contains(change.ContactId, StringComparer.Ordinal))
                Shell.Output(change with { Profile = session.Reference });
        }
    }

    private void ReadRuns(ProfileSession session)
    {
        foreach (SyncRun run in session.Take(() => session.Store(preview: true).Runs.ReadAsync(session.Site, session.Account, First, StopToken)))
            Shell.Output(run with { Profile = session.Reference });
    }
}
