using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Planning;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Sessions;

/// <summary>Asks about the changes of a run and tells what became of them.</summary>
internal sealed class RunReport
{
    private readonly IShell _shell;
    private readonly ProfileSession _session;
    private readonly bool _whatIf;
    private readonly bool _passThru;

    public RunReport(IShell shell, ProfileSession session, bool passThru)
    {
        _shell = shell;
        _session = session;
        _whatIf = shell.WhatIf;
        _passThru = passThru;
    }

    /// <summary>True when the run is only to be seen.</summary>
    public bool WhatIf => _whatIf;

    /// <summary>Takes an event.</summary>
    public void Take(SyncEvent happened)
    {
        switch (happened)
        {
            case PlannedEvent planned:
                Ask(planned);
                break;
            case ResultEvent { Result: var result }:
                Tell(result with { Profile = _session.Reference });
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
        bool agreed = _shell.ShouldProcess(planned.Pair, ChangeWords.Of(planned.Change), ChangeWords.IsDestructive(planned.Change));

        // A preview shows every change: one that is declined would hide those that depend on it.
        if (!_whatIf)
            planned.Declined = !agreed;
        else if (_passThru)
            _shell.Output(Preview(planned.Change));
    }

    // A preview has no run in the journal.
    private SyncResult Preview(PlannedChange change) => new()
    {
        Run = "",
        Profile = _session.Reference,
        Site = _session.Site,
        Account = _session.Account,
        Action = SyncResult.ActionOf(change.Action),
        Outcome = ChangeOutcome.Declined,
        UserId = change.UserId,
        ContactId = change.ContactId,
        Email = change.Email,
        Name = change.Name,
        Fields = change.Writes,
        Reason = change.Reason,
        Target = change.Target,
        UserUrl = change.UserUrl,
        ContactUrl = change.ContactUrl,
    };

    private void Tell(SyncResult result)
    {
        string subject = result.UserId is null ? $"contact {result.ContactId}" : $"user {result.UserId}";
        _shell.Verbose(string.Join(' ', new[] { subject + ":", result.Action.ToString(), $"({result.Outcome})", result.Reason }.Where(t => t.Length > 0)));
        if (result.Error is { } error && result.Outcome is ChangeOutcome.Failed or ChangeOutcome.NotAttempted)
            _shell.Error(ShellError.Of(About(error, subject, result.Email), result));
        if (_passThru)
            _shell.Output(result);
    }

    // A connector says what was wrong with a value; whose value it was stands before it.
    private static SyncError About(SyncError error, string subject, string? email) => error.Message.StartsWith(subject + " ", StringComparison.OrdinalIgnoreCase)
        ? error
        : error with { Message = $"{subject}{(string.IsNullOrEmpty(email) ? "" : $" ({email})")}: {error.Message}" };

    private void Tell(SyncSummary summary)
    {
        if (summary.Conflicts > 0)
            _shell.Warning(summary.Conflicts == 1 ? "1 conflict waits for a decision: Get-SyncConflict shows it." : FormattableString.Invariant($"{summary.Conflicts} conflicts wait for a decision: Get-SyncConflict lists them."));
        SyncSummary told = summary with { Profile = _session.Reference };
        if (_passThru)
            _shell.Information(told);
        else
            _shell.Output(told);
    }
}
