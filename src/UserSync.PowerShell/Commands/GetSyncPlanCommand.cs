using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Brings what a run would do, as objects. Nothing is written, no store is made and no lease is taken.</summary>
[Cmdlet(VerbsCommon.Get, "SyncPlan", DefaultParameterSetName = GivenSet)]
[OutputType(typeof(SyncPlanItem))]
public sealed class GetSyncPlanCommand : UserRunCommand
{
    private const string TagSet = "Tag";
    private readonly HashSet<string> _contactIds = new(StringComparer.Ordinal);

    /// <summary>Ids of contacts, for the plan of an import.</summary>
    [Parameter(ParameterSetName = GivenSet, ValueFromPipelineByPropertyName = true, HelpMessage = "Ids of contacts, for what Import-CrmContact would do; also taken from the property ContactId of piped objects that have no UserId, or with -Direction ToCms.")]
    [ArgumentCompleter(typeof(ContactIdCompleter))]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[]? ContactId { get; set; }

    /// <summary>Only contacts with a tag, for the plan of an import.</summary>
    [Parameter(ParameterSetName = TagSet, Mandatory = true, HelpMessage = "Only contacts with any of these tags, by id or name, for what Import-CrmContact would do.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Tag { get; set; }

    /// <summary>Only contacts without a tag, for the plan of an import.</summary>
    [Parameter(ParameterSetName = TagSet, HelpMessage = "Only contacts without any of these tags, by id or name.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? ExcludeTag { get; set; }

    internal override void Process()
    {
        string[] ids = InputObject is null && (Direction == SyncDirection.ToCms || Ids.Of(UserId).Length == 0) ? IdsOf(ContactId) : [];
        if (ids.Length == 0)
        {
            base.Process();
            return;
        }

        _ = Shell.TakeRefused();
        if (Admit(ids.Length == 1 ? ids[0] : ids) is not null)
            _contactIds.UnionWith(ids);
    }

    internal override SyncRequest About()
    {
        SyncRequest about = base.About();
        bool contacts = _contactIds.Count > 0 || Tag is not null;
        return about with
        {
            Direction = contacts ? Direction ?? SyncDirection.ToCms : Direction,
            ContactIds = [.. _contactIds],
            Tags = Tag ?? [],
            NotTags = ExcludeTag ?? [],
        };
    }

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
        Target = result.Target,
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
