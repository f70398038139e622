using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.PowerShell.Completion;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Takes a run back: plans the way back from its journal and carries it out as a run of its own.</summary>
[Cmdlet(VerbsCommon.Undo, "SyncRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SyncSummary), typeof(SyncResult))]
public sealed class UndoSyncRunCommand : ConnectedCommand
{
    private bool _hadInput;

    /// <summary>A run.</summary>
    [Parameter(ValueFromPipeline = true, HelpMessage = "Runs as Get-SyncHistory -Summary lists them.")]
    [OursOnly(typeof(SyncRun))]
    [AllowNull]
    public SyncRun? InputObject { get; set; }

    /// <summary>Id of the run.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "Id of the run that is taken back; also taken from the property Run of piped objects.")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [AllowNull]
    [AllowEmptyString]
    public string? Run { get; set; }

    /// <summary>Deletes what the run created.</summary>
    [Parameter(HelpMessage = "Also deletes the records that the run created, unless somebody edited them since.")]
    public SwitchParameter RemoveCreated { get; set; }

    /// <summary>Most that may be removed.</summary>
    [Parameter(HelpMessage = "Largest share of linked pairs, in percent, that may be unlinked or deleted. Without it there is no such limit: the run was named.")]
    [ValidateRange(0, 100)]
    public int? MaxDeletePercent { get; set; }

    /// <summary>Brings a result per change.</summary>
    [Parameter(HelpMessage = "Brings a SyncResult for each change instead of the summary, which then goes to the information stream.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Process()
    {
        string? run = InputObject?.Run ?? (string.IsNullOrWhiteSpace(Run) ? null : Run);
        if (run is null)
            return;
        _hadInput = true;
        if (Admit((object?)InputObject ?? run, InputObject?.Profile, InputObject?.Site, InputObject?.Account) is not { } session)
            return;
        var report = new RunReport(Shell, session, PassThru);
        Pump(session, new SyncRequest { Undo = run, RemoveCreated = RemoveCreated, MaxDeletePercent = MaxDeletePercent, WhatIf = report.WhatIf, Progress = Shell.ShowsProgress || Shell.ShowsVerbose }, report.Take);
    }

    internal override void End()
    {
        if (!_hadInput)
            WarnNothing("run");
    }
}
