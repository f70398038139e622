using System.Management.Automation;
using UserSync.Connectors;
using UserSync.Connectors.Agent;
using UserSync.PowerShell.Sessions;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Commands;

/// <summary>Copies the agent for a CMS to a folder, here or over scp, and has it answer.</summary>
[Cmdlet(VerbsLifecycle.Install, "SyncAgent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AgentInstallation))]
public sealed class InstallSyncAgentCommand : UserSyncCommand
{
    /// <summary>Kind of website.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "Kind of website: backdrop, joomla or wordpress.")]
    [ValidateSet("backdrop", "joomla", "wordpress")]
    public string Cms { get; set; } = "";

    /// <summary>Where the agent is put.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "A folder of this machine outside the website's document root, or user@host:/folder of the website's host.")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Folder of the CMS.</summary>
    [Parameter(Mandatory = true, HelpMessage = "Folder on its host in which the CMS is installed.")]
    [ValidateNotNullOrEmpty]
    public string Root { get; set; } = "";

    /// <summary>Address of the website.</summary>
    [Parameter(HelpMessage = "Address of the website, where its own configuration does not name it.")]
    public Uri? CmsUrl { get; set; }

    /// <summary>The program that runs PHP.</summary>
    [Parameter(HelpMessage = "The program that runs PHP on the host; php by default.")]
    [ValidateNotNullOrEmpty]
    public string Php { get; set; } = "php";

    /// <summary>Arguments for ssh and scp.</summary>
    [Parameter(HelpMessage = "Arguments for ssh and scp, each by itself, such as '-i', '/etc/usersync/id_agent'.")]
    [ValidateNotNull]
    public string[] SshOption { get; set; } = [];

    internal override void End()
    {
        // A colon behind the first two characters means a host; everything else is a folder of the session.
        bool isHere = Destination.IndexOf(':', StringComparison.Ordinal) <= 1;
        AgentInstallRequest request = new(Cms.ToLowerInvariant(), isHere ? Shell.PathOf(Destination) : Destination, Root) { Url = CmsUrl, Php = Php, SshOptions = SshOption };
        string place = AgentInstaller.Plan(request);
        if (!Shell.ShouldProcess(place, "install the agent"))
            return;
        TraceQueue traces = new();
        ConnectorContext context = new(TimeProvider.System) { Random = static () => 0, Trace = Shell.ShowsVerbose ? traces.Add : null };
        try
        {
            Shell.Output(Pull.One(() => new AgentInstaller(context, Path.GetTempPath()).InstallAsync(request, StopToken), StopToken));
        }
        finally
        {
            if (!StopToken.IsCancellationRequested)
                traces.Replay(Shell);
        }
    }
}
