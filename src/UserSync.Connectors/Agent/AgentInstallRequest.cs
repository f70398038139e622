namespace UserSync.Connectors.Agent;

/// <summary>What agent is wanted where.</summary>
/// <param name="Kind">Kind of site: wordpress, backdrop or joomla.</param>
/// <param name="Destination">A folder of this machine, or <c>user@host:/folder</c> of another one.</param>
/// <param name="Root">Folder of the CMS on its host.</param>
public sealed record AgentInstallRequest(string Kind, string Destination, string Root)
{
    /// <summary>The kinds of site that there are agents for.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["backdrop", "joomla", "wordpress"];

    /// <summary>Address of the site; null leaves it to the site's own configuration.</summary>
    public Uri? Url { get; init; }

    /// <summary>The program that runs PHP on the host.</summary>
    public string Php { get; init; } = "php";

    /// <summary>Arguments for ssh and scp, such as <c>-i</c> and a file.</summary>
    public IReadOnlyList<string> SshOptions { get; init; } = [];
}
