using UserSync.Core.Errors;

namespace UserSync.Connectors.Agent;

/// <summary>The agent is gone, hangs, or said what cannot be understood: nothing more can be asked of this process.</summary>
/// <param name="cause">What is told to the caller if it cannot be mended.</param>
/// <param name="sent">True when a request was under way, so that nobody knows what became of it.</param>
public sealed class AgentLostException(ConnectorException cause, bool sent) : Exception(cause.Message, cause)
{
    /// <summary>What is told to the caller if it cannot be mended.</summary>
    public ConnectorException Cause { get; } = cause;

    /// <summary>True when a request was under way, so that nobody knows what became of it.</summary>
    public bool Sent { get; } = sent;
}
