namespace UserSync.Core.Profiles;

/// <summary>How the agent on the CMS's host is started. There is no shell: arguments are passed as they are.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="Root">Folder of the CMS on its host.</param>
public sealed record AgentSettings(IReadOnlyList<string> Command, string Root)
{
    /// <summary>Longest wait for the agent's answer to one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}
