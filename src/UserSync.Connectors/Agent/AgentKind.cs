using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>What is known of the agents for each kind of site before one is asked.</summary>
internal static class AgentKind
{
    /// <summary>What the site can do through its agent.</summary>
    public static ConnectorCapabilities Capabilities(string kind) => new()
    {
        // Backdrop stamps every change; the others are compared by hashes.
        ModifiedTime = kind == EndKinds.Backdrop,
        ContentHashes = true,
        Totals = true,
        UniqueEmail = true,
        FindByEmail = true,
        Create = true,
        Update = true,
        Block = kind != EndKinds.WordPress,
        Groups = true,
        Notify = NotifyChoice.Never,
        Delete = kind == EndKinds.Joomla ? DeleteKind.Real : DeleteKind.NeedsReassign,
        WriteBatch = AgentLimits.Writes,
        MaxParallel = AgentLimits.Agents,
        Costs = new ReadCosts(AgentLimits.Page, AgentLimits.Keys, AgentLimits.Keys),
    };
}
