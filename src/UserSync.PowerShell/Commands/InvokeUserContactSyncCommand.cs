using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Planning;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Synchronises users to contacts.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UserContactSync", DefaultParameterSetName = GivenSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncSummary), typeof(SyncResult))]
public sealed class InvokeUserContactSyncCommand : SyncRunCommand
{
    private bool _whatIf;

    /// <summary>Most writes under way at once.</summary>
    [Parameter(HelpMessage = "Most writes under way at once; the connector's own measure by default, and never more than that.")]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Brings a result per change.</summary>
    [Parameter(HelpMessage = "Brings a SyncResult for each change instead of the summary, which then goes to the information stream.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Run(ProfileSession session, SyncRequest request)
    {
        _whatIf = Shell.WhatIf;
        Pump(session, request with { WhatIf = _whatIf, ThrottleLimit = ThrottleLimit }, Take);
    }

    private void Take(SyncEvent happened)
    {
        switch (happened)
        {
            case PlannedEvent planned:
                Ask(planned);
                break;
            case ResultEvent { Result: var result }:
                Tell(result with { Profile = Session!.Reference });
                break;
            case SummaryEvent { Summary: var summary }:
                Tell(summary);
                break;
            default:
                break;
        }
    }

    private void Ask(PlannedEvent planned)
    {
        bool agreed = Shell.ShouldProcess(planned.Pair, ChangeWords.Of(planned.Change), ChangeWords.IsDestructive(planned.Change));

        // A preview shows every change: one that is declined would hide those that depend on it.
        if (!_whatIf)
            planned.Declined = !agreed;
        else if (PassThru)
            Shell.Output(Preview(planned.Change));
    }

    // A preview has no run in the journal.
    private SyncResult Preview(PlannedChange change) => new()
    {
        Run = "",
        Profile = Session!.Reference,
        Site = Session.Site,
        Account = Session.Account,
        Action = SyncResult.ActionOf(change.Action),
        Outcome = ChangeOutcome.Declined,
        UserId = change.UserId,
        ContactId = change.ContactId,
        Email = change.Email,
        Name = change.Name,
        Fields = change.Writes,
        Reason = change.Reason,
        ContactUrl = change.ContactUrl,
    };

    private void Tell(SyncResult result)
    {
        Shell.Verbose(string.Join(' ', new[] { $"user {result.UserId}:", result.Action.ToString(), $"({result.Outcome})", result.Reason }.Where(t => t.Length > 0)));
        if (result.Error is { } error && result.Outcome is ChangeOutcome.Failed or ChangeOutcome.NotAttempted)
            Shell.Error(ShellError.Of(error, result));
        if (PassThru)
            Shell.Output(result);
    }

    private void Tell(SyncSummary summary)
    {
        if (summary.Conflicts > 0)
            Shell.Warning(summary.Conflicts == 1 ? "1 conflict waits for a decision: Get-SyncConflict shows it." : FormattableString.Invariant($"{summary.Conflicts} conflicts wait for a decision: Get-SyncConflict lists them."));
        SyncSummary told = summary with { Profile = Session!.Reference };
        if (PassThru)
            Shell.Information(told);
        else
            Shell.Output(told);
    }
}
