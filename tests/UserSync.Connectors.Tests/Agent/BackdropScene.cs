using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>A Backdrop: the stand-in, or a real one.</summary>
internal sealed class BackdropScene(EndSettings end, BackdropStandIn? standIn) : IAgentScene
{
    public EndSettings End { get; } = end with { Agent = end.Agent! with { Timeout = Given.Timeout } };

    public string Field => "fields.field_about";

    public string Group => "member";

    public ICmsConnector Open(UserPolicy policy, TimeProvider time) => new AgentConnector(End, Path.GetTempPath(), policy, Given.Context(time));

    public ValueTask DisposeAsync()
    {
        standIn?.Dispose();
        return ValueTask.CompletedTask;
    }
}
