using UserSync.Connectors.Tests.Joomla;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs of a Joomla whose params go through joomla.php and everything else through its web services.</summary>
public sealed class JoomlaParamsWholeRunTests : AgentWholeRuns
{
    internal override async Task<IAgentScene> OpenAsync(TimeProvider time)
    {
        AgentFiles.DemandPhp();
        return new JoomlaParamsScene(await JoomlaScene.StartAsync(time));
    }
}
