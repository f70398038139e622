using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>What is known of the agents for each kind of site before one is asked.</summary>
internal static class AgentKind
{
    /// <summary>What the site can do through its agent.</summary>
    /// <param name="kind">The kind of site.</param>
    /// <param name="parallel">Agents at once; sites on small hosts have few connections to their database.</param>
    public static ConnectorCapabilities Capabilities(string kind, int parallel) => new()
    {
        // Backdrop stamps every change; the others are compared by hashes.
        ModifiedTime = kind == EndKinds.Backdrop,
        ContentHashes = true,
        OpenFields = kind switch { EndKinds.Joomla => "params.", EndKinds.WordPress => "meta.", _ => null },
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
        MaxParallel = Math.Max(1, parallel),
        Costs = new ReadCosts(AgentLimits.Page, AgentLimits.Keys, AgentLimits.Keys),
    };
}
