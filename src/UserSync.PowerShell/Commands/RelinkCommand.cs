using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>
/// Moves or removes links by hand. As long as no record is to be filled or cleared, only the link store is touched; else it is a run,
/// which both systems are needed for.
/// </summary>
public abstract class RelinkCommand : ConnectedCommand
{
    private readonly List<Relink> _relinks = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private LinkBatch? _batch;
    private bool _hadInput;

    /// <summary>Side that loses the values of its former partner.</summary>
    [Parameter(HelpMessage = "Contact clears on the former contact what came from the user, and the field for the user's page; User clears on the user what came from the former contact. The profile's relink.clear by default.")]
    public RelinkSide? Clear { get; set; }

    /// <summary>Brings the links.</summary>
    [Parameter(HelpMessage = "Brings the links that were changed or removed.")]
    public SwitchParameter PassThru { get; set; }

    private LinkBatch Batch => _batch ??= new LinkBatch(WriteAsync, Tell);

    internal override void End()
    {
        Batch.Flush(Shell, Session);
        if (!_hadInput)
            WarnNothing("link");
        else if (_relinks.Count > 0)
            Run(Open());
    }

    /// <summary>Notes that there was something to work on, be it refused.</summary>
    internal void HadInput() => _hadInput = true;

    /// <summary>What is filled and cleared when nothing else is said.</summary>
    internal RelinkPolicy Policy(ProfileSession session, RelinkSide? fill)
        => new(fill ?? session.Profile.Relink.Fill, Clear ?? session.Profile.Relink.Clear);

    /// <summary>Changes only the link store, after asking.</summary>
    internal void Change(ProfileSession session, SyncLink link, string action)
    {
        if (Shell.ShouldProcess(link.ToString(), action))
            Batch.Add(Shell, session, link);
    }

    /// <summary>Changes a link together with its records.</summary>
    internal void Change(Relink relink) => _relinks.Add(relink);

    /// <summary>Writes a batch.</summary>
    internal abstract Task<IReadOnlyList<LinkChange>> WriteAsync(LinkTable links, IReadOnlyList<SyncLink> batch);

    /// <summary>Tells what became of a link.</summary>
    internal abstract void Tell(LinkChange change);

    private void Run(ProfileSession session)
    {
        bool whatIf = Shell.WhatIf;
        if (!whatIf)
            _ = session.Edit();
        Pump(session, new SyncRequest { Relinks = _relinks, WhatIf = whatIf, Progress = Shell.ShowsProgress || Shell.ShowsVerbose }, happened => Take(session, happened, whatIf));
        if (whatIf)
            return;
        foreach (Relink relink in _relinks.Where(r => !_failed.Contains(r.Link.UserId)))
        {
            SyncLink? now = relink.ContactId is null ? relink.Link : Current(session, relink.Link.UserId);
            if (now is not null)
                Tell(new LinkChange(now with { Profile = session.Reference }, Changed: true));
        }
    }

    /// <summary>The link that a user has.</summary>
    internal SyncLink? Current(ProfileSession session, string user) => session
        .All(session.Store(Shell.WhatIf).Links.ReadAsync(new LinkQuery { Site = session.Site, Account = session.Account, UserIds = [user] }, StopToken))
        .FirstOrDefault();

    private void Take(ProfileSession session, SyncEvent happened, bool whatIf)
    {
        switch (happened)
        {
            case PlannedEvent planned:
                bool agreed = Shell.ShouldProcess(planned.Pair, ChangeWords.Of(planned.Change));
                planned.Declined = !whatIf && !agreed;
                break;
            case ResultEvent { Result: var result }:
                SyncResult told = result with { Profile = session.Reference };
                if (result.Outcome != ChangeOutcome.Done && result.Action is SyncAction.Linked or SyncAction.Unlinked)
                    _failed.Add(result.UserId!);
                Shell.Verbose(told.ToString());
                if (result.Error is { } error)
                    Shell.Error(ShellError.Of(error, told));
                break;
            default:
                break;
        }
    }
}
