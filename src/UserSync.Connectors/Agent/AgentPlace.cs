using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>Where an agent is and what it must be.</summary>
/// <param name="Settings">How it is started.</param>
/// <param name="Folder">The folder in which the program starts.</param>
/// <param name="Kind">The kind of site; null for any.</param>
/// <param name="Url">Address of the site; null when the profile names none.</param>
internal sealed record AgentPlace(AgentSettings Settings, string Folder, string? Kind, Uri? Url)
{
    /// <summary>Refuses an agent that is not the one that was meant.</summary>
    /// <exception cref="ConnectorException">Fatal.</exception>
    public void Check(AgentHello hello)
    {
        if (hello.Protocol != AgentLimits.Protocol)
        {
            throw AgentFailures.Error(ConnectorErrorKind.Fatal, $"The agent {hello.Version} speaks version {hello.Protocol} of the protocol; this UserSync ({AgentLimits.Version}) speaks {AgentLimits.Protocol}.",
                "Install the agent that belongs to this version with Install-SyncAgent.");
        }

        if (Kind is not null && hello.Kind != Kind)
            throw AgentFailures.Error(ConnectorErrorKind.Fatal, $"The agent is one for {hello.Kind}, the profile says {Kind}.", $"Name {Kind}.php in cms.agent.command.");
    }
}
