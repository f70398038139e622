using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Synchronises users and contacts, in the direction that the profile or the caller says.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "UserContactSync", DefaultParameterSetName = GivenSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SyncSummary), typeof(SyncResult))]
public sealed class InvokeUserContactSyncCommand : UserRunCommand
{
    /// <summary>Most writes under way at once.</summary>
    [Parameter(HelpMessage = "Most writes under way at once; the connector's own measure by default, and never more than that.")]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Brings a result per change.</summary>
    [Parameter(HelpMessage = "Brings a SyncResult for each change instead of the summary, which then goes to the information stream.")]
    public SwitchParameter PassThru { get; set; }

    internal override void Run(ProfileSession session, SyncRequest request)
    {
        var report = new RunReport(Shell, session, PassThru);
        Pump(session, request with { WhatIf = report.WhatIf, ThrottleLimit = ThrottleLimit }, report.Take);
    }
}
