namespace UserSync.Connectors.Agent;

/// <summary>Numbers of the protocol; the same stand in module/agents/usersync-agent.php.</summary>
internal static class AgentLimits
{
    /// <summary>Version of the protocol.</summary>
    public const int Protocol = 1;

    /// <summary>Longest line either way, in bytes, without its end.</summary>
    public const int Line = 16 * 1024 * 1024;

    /// <summary>Users that one page of a walk asks for.</summary>
    public const int Page = 2000;

    /// <summary>Ids, addresses or markers that one request asks for.</summary>
    public const int Keys = 500;

    /// <summary>Writes of one request.</summary>
    public const int Writes = 50;

    /// <summary>The version of UserSync, which an installed agent shall have too.</summary>
    public static string Version { get; } = typeof(AgentLimits).Assembly.GetName().Version?.ToString(3) ?? "";
}
