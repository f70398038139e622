namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs against a real Backdrop, where USERSYNC_BACKDROP_ROOT names one.</summary>
[Collection("real Backdrop")]
public sealed class RealBackdropWholeRunTests : AgentWholeRuns
{
    internal override Task<IAgentScene> OpenAsync(TimeProvider time) => Task.FromResult<IAgentScene>(SiteScene.Backdrop(RealBackdropAgentConformanceTests.End(), null));
}
