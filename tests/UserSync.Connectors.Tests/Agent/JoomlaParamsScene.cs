using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>One Joomla in two parts: the simulator answers as its web services, the stand-in as its agent, and both have the same users.</summary>
internal sealed class JoomlaParamsScene(JoomlaScene scene) : IAgentScene
{
    private readonly JoomlaStandIn _standIn = new(0);

    public EndSettings End { get; } = scene.End(options: ("mailOff", "confirmed"));

    public string Field => "params.amocrm.telegram";

    public string Group => "Registered";

    public ICmsConnector Open(UserPolicy policy, TimeProvider time)
    {
        _standIn.Mirror(scene.Site.Users.Values);
        ICmsConnector rest = new Mirrored(scene.Connector(policy: policy, end: End, time: time), token => scene.Server.BetweenRequestsAsync(() => _standIn.Mirror(scene.Site.Users.Values), token));
        return new UsersWithParams(rest, _standIn.Open(time: time, requests: rest.Requests), "params.");
    }

    public ValueTask DisposeAsync()
    {
        _standIn.Dispose();
        return scene.DisposeAsync();
    }

    /// <summary>The web services; whatever they write is there for the agent too.</summary>
    private sealed class Mirrored(ICmsConnector rest, Func<CancellationToken, Task> mirror) : ICmsConnector
    {
        public Side Side => rest.Side;

        public ConnectorCapabilities Capabilities => rest.Capabilities;

        public RequestCount Requests => rest.Requests;

        public Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken) => rest.IdentifyAsync(cancellationToken);

        public IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, CancellationToken cancellationToken) => rest.ReadAsync(query, cancellationToken);

        public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken) => rest.GetAsync(userIds, query, cancellationToken);

        public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) => rest.FindAsync(key, values, query, cancellationToken);

        public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) => rest.ListGroupsAsync(cancellationToken);

        public Task<long?> CountAsync(CancellationToken cancellationToken) => rest.CountAsync(cancellationToken);

        public IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken) => rest.ListFieldsAsync(cancellationToken);

        public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => rest.CheckAsync(cancellationToken);

        public string ChooseId(string marker) => rest.ChooseId(marker);

        public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
        {
            IReadOnlyList<WriteResult> results = await rest.WriteAsync(writes, cancellationToken);
            await mirror(cancellationToken);
            return results;
        }

        public Task CommitAsync(CancellationToken cancellationToken) => rest.CommitAsync(cancellationToken);

        public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => rest.SettleAsync(creates, cancellationToken);

        public ValueTask DisposeAsync() => rest.DisposeAsync();
    }
}
