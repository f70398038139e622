using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>A site that is reached through its agent alone: a stand-in, or a real one.</summary>
internal sealed class SiteScene(EndSettings end, string path, string group, IDisposable? standIn = null) : IAgentScene
{
    public EndSettings End { get; } = end with { Agent = end.Agent! with { Timeout = Given.Timeout } };

    public string Field => path;

    public string Group => group;

    /// <summary>The stand-in of Backdrop, or a real Backdrop with the fields of the recordings.</summary>
    public static SiteScene Backdrop(EndSettings end, BackdropStandIn? standIn) => new(end, "fields.field_about", "member", standIn);

    public ICmsConnector Open(UserPolicy policy, TimeProvider time) => new AgentConnector(End, Path.GetTempPath(), policy, Given.Context(time));

    public ValueTask DisposeAsync()
    {
        standIn?.Dispose();
        return ValueTask.CompletedTask;
    }
}
