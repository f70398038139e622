using UserSync.Connectors.Agent;
using UserSync.Connectors.Joomla;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Whole runs against a real Joomla: its web services with the token of USERSYNC_JOOMLA, and joomla.php for params.</summary>
[Collection("real Joomla")]
public sealed class RealJoomlaParamsWholeRunTests : AgentWholeRuns
{
    internal override Task<IAgentScene> OpenAsync(TimeProvider time)
    {
        string? token = Environment.GetEnvironmentVariable("USERSYNC_JOOMLA");
        Assert.SkipWhen(string.IsNullOrEmpty(token), "No real Joomla: set USERSYNC_JOOMLA to a token.");
        EndSettings end = RealJoomlaAgentConformanceTests.End();
        return Task.FromResult<IAgentScene>(new Scene(end with { Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["mailOff"] = "confirmed" } }, token));
    }

    private sealed class Scene(EndSettings end, string token) : IAgentScene
    {
        public EndSettings End { get; } = end with { Agent = end.Agent! with { Timeout = Given.Timeout } };

        public string Field => "params.amocrm.telegram";

        public string Group => "Registered";

        public ICmsConnector Open(UserPolicy policy, TimeProvider time)
        {
            JoomlaConnector rest = new(End, token, policy, [], Given.Context(time));
            return new UsersWithParams(rest, new AgentConnector(End, Path.GetTempPath(), policy, Given.Context(time), rest.Requests), "params.");
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
