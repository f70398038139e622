using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Planning;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Brings what a run would do, as objects. Nothing is written, no store is made and no lease is taken.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPlan", DefaultParameterSetName = GivenSet)]
[OutputType(typeof(SyncPlanItem))]
public sealed class GetSyncPlanCommand : SyncRunCommand
{
    internal override void Run(ProfileSession session, SyncRequest request) => Pump(session, request with { WhatIf = true }, Take);

    private void Take(SyncEvent happened)
    {
        switch (happened)
        {
            case PlannedEvent planned:
                Shell.Output(Item(planned.Change));
                break;
            case ResultEvent { Result: var result }:
                Shell.Output(Item(result));
                break;
            case SummaryEvent summary:
                Shell.Information(summary.Summary with { Profile = Session!.Reference });
                break;
            default:
                break;
        }
    }

    private SyncPlanItem Item(PlannedChange change) => new()
    {
        Profile = Session!.Reference,
        Site = Session.Site,
        Account = Session.Account,
        Action = SyncResult.ActionOf(change.Action),
        Target = change.Target,
        UserId = change.UserId,
        ContactId = change.ContactId,
        Email = change.Email,
        Name = change.Name,
        Fields = change.Writes,
        Candidates = change.Candidates,
        Change = ChangeWords.Of(change),
        Reason = change.Reason,
    };

    private SyncPlanItem Item(SyncResult result) => new()
    {
        Profile = Session!.Reference,
        Site = result.Site,
        Account = result.Account,
        Action = result.Action,
        UserId = result.UserId,
        ContactId = result.ContactId,
        Email = result.Email,
        Name = result.Name,
        Fields = result.Fields,
        Candidates = result.Candidates,
        Change = result.Error is null ? "nothing" : "fail",
        Reason = result.Error?.Message ?? result.Reason,
        Error = result.Error,
    };
}
