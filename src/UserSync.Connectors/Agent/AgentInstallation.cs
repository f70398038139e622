namespace UserSync.Connectors.Agent;

/// <summary>An agent that was installed and has answered.</summary>
/// <param name="Kind">Kind of site.</param>
/// <param name="Path">The agent's file on its host.</param>
/// <param name="Version">The agent's version.</param>
public sealed record AgentInstallation(string Kind, string Path, string Version)
{
    /// <summary>Name and version of the CMS that it found.</summary>
    public string Product { get; init; } = "";

    /// <summary>Version of PHP.</summary>
    public string Php { get; init; } = "";

    /// <summary>The system user that it ran as.</summary>
    public string RunsAs { get; init; } = "";

    /// <summary>What belongs into <c>cms.agent.command</c>.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What belongs into <c>cms.agent.root</c>.</summary>
    public string Root { get; init; } = "";
}
