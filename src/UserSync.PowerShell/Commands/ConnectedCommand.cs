using System.Management.Automation;
using UserSync.Core.Execution;
using UserSync.PowerShell.Sessions;

namespace UserSync.PowerShell.Commands;

/// <summary>Talks to the website, the CRM, or both.</summary>
public abstract class ConnectedCommand : ProfileCommand
{
    /// <summary>Account on the website.</summary>
    [Parameter(HelpMessage = "Account on the website, instead of the profile's cms.credential. For a token use the user name 'token'.")]
    [Credential]
    public PSCredential? CmsCredential { get; set; }

    /// <summary>Account in the CRM.</summary>
    [Parameter(HelpMessage = "Account in the CRM, instead of the profile's crm.credential. For a token use the user name 'token'.")]
    [Credential]
    public PSCredential? CrmCredential { get; set; }

    internal override ProfileSession Open(string? itemProfile = null)
    {
        bool isOpen = Session is not null;
        ProfileSession session = base.Open(itemProfile);
        if (!isOpen)
            session.Use(CmsCredential, CrmCredential);
        return session;
    }

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
