using System.Management.Automation;
using UserSync.Core.Connectors;
using UserSync.Connectors.AmoCrm;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Connects an integration to its account: brings the address where an administrator grants access, or takes over what came back.</summary>
[Cmdlet(VerbsCommunications.Connect, "CrmAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(string), typeof(EndIdentity))]
public sealed class ConnectCrmAccountCommand : ProfileCommand
{
    /// <summary>What the administrator's browser ended at, or the code.</summary>
    [Parameter(Position = 0, HelpMessage = "The whole address that the administrator's browser was sent to, or the code alone as the integration's window shows it. Without it the address is told at which access is granted.")]
    [AllowNull]
    [AllowEmptyString]
    public string? Answer { get; set; }

    internal override void End()
    {
        ProfileSession session = Open();
        AccountConnection connection = session.Connection();
        if (string.IsNullOrWhiteSpace(Answer))
        {
            Shell.Output(connection.ConsentAddress.AbsoluteUri);
            Shell.Verbose("Open the address as an administrator of the account, allow the access, and hand the address that the browser ends at to Connect-CrmAccount within twenty minutes.");
            return;
        }

        if (Shell.ShouldProcess($"account {session.Account}", "exchange the code for tokens and keep them in the profile's token file"))
            Shell.Output(session.Take(() => connection.ConnectAsync(Answer, StopToken)));
    }
}
