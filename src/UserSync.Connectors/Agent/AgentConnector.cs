using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>
/// The users of a site through the agent on its host: a program that is started here or by ssh and speaks JSON lines over its
/// standard input and output. The protocol stands in docs/agent-protocol.md.
/// </summary>
public sealed class AgentConnector : ICmsConnector, IUserHashes
{
    private readonly AgentSite _site;
    private readonly AgentChecks _checks;
    private readonly UserPolicy _users;

    /// <summary>Makes the connector; starts nothing yet.</summary>
    /// <param name="end">The end of the profile with its agent.</param>
    /// <param name="folder">The folder in which the program starts: that of the profile.</param>
    /// <param name="users">How users are made and changed; its <c>ReassignTo</c> gets the content of deleted users.</param>
    /// <param name="context">The clock and the listeners.</param>
    /// <param name="requests">Counts the requests; null for a count of its own.</param>
    /// <exception cref="ConnectorException">The end names no agent.</exception>
    public AgentConnector(EndSettings end, string folder, UserPolicy users, ConnectorContext context, RequestCount? requests = null)
    {
        if (end.Agent is not { Command.Count: > 0 } settings)
            throw AgentFailures.Error(ConnectorErrorKind.Fatal, "The profile names no agent.", "Add \"agent\" with \"command\" and \"root\" to \"cms\".");
        _users = users;
        Capabilities = AgentKind.Capabilities(end.Kind);
        _site = new AgentSite(end, new AgentPool(new AgentPlace(settings, folder, end.Kind, end.Url), context, Capabilities.MaxParallel, requests ?? new RequestCount()), context);
        _checks = new AgentChecks(_site, users);
    }

    /// <inheritdoc/>
    public Side Side => Side.Cms;

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public RequestCount Requests => _site.Pool.Requests;

    /// <summary>What the agent tells of itself and its site.</summary>
    public Task<AgentHello> HelloAsync(CancellationToken cancellationToken) => _site.Pool.HelloAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        AgentHello hello = await _site.Pool.HelloAsync(cancellationToken);
        return new EndIdentity(hello.SiteId, $"{hello.Product} \"{hello.SiteName}\"") { Clock = hello.Time, ActingAs = hello.RunsAs };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CmsUser user in _site.WalkAsync(query, cancellationToken))
        {
            if (HasAny(user, query.Groups) && Matches(user, query.Search))
                yield return user;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<UserHash> HashesAsync(RecordQuery query, CancellationToken cancellationToken) => _site.HashesAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken) =>
        LookUpAsync("get", "ids", userIds, query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        key.Kind == KeyKind.Email && key.Path == "email"
            ? LookUpAsync("find", "emails", values, query, cancellationToken)
            : throw AgentFailures.Error(ConnectorErrorKind.Fatal, $"The agent cannot look users up by {key.Path}.", "Only e-mail addresses can be looked up; a walk finds the rest.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (CmsGroup group in (await _site.GroupsAsync(cancellationToken)).Values)
            yield return group;
    }

    /// <inheritdoc/>
    public async Task<long?> CountAsync(CancellationToken cancellationToken) => await _site.CountAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in await _site.FieldsAsync(cancellationToken))
            yield return field;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <summary>Not used: the site chooses the ids of its users.</summary>
    public string ChooseId(string marker) => throw AgentFailures.Error(ConnectorErrorKind.Fatal, "The site chooses the ids of its users itself.", null);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        List<WriteResult> results = new(writes.Count);
        List<RecordWrite> left = [.. writes];
        while (left.Count > 0)
        {
            List<RecordWrite> part = [.. left.TakeWhile(w => w.Kind == left[0].Kind).Take(AgentLimits.Writes)];
            try
            {
                results.AddRange(await PartAsync(part, cancellationToken));
            }
            catch (ConnectorException failure) when (results.Count > 0)
            {
                // Something of this call is stored, so its results must reach the caller.
                results.AddRange(left.Select(w => new WriteResult(w.IntentId, WriteOutcome.NotAttempted) { Error = failure.Error }));
                break;
            }

            left.RemoveRange(0, part.Count);
        }

        return results;
    }

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) =>
        creates.Count == 0 ? AsyncEnumerable.Empty<SettledCreate>() : AgentSettlement.SettleAsync(_site, creates, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task<IReadOnlyList<WriteResult>> PartAsync(List<RecordWrite> part, CancellationToken cancellationToken) => AgentItem.Op(part[0].Kind) is null
        ? [.. part.Select(w => new WriteResult(w.IntentId, WriteOutcome.Failed) { RecordId = w.RecordId, Error = AgentFailures.Error(ConnectorErrorKind.InvalidItem, $"The agent cannot do this: {w.Kind}.", "Use a policy that the site can honour.").Error })]
        : await new AgentBatch(_site, _users, part).RunAsync(cancellationToken);

    private async IAsyncEnumerable<CmsUser> LookUpAsync(string op, string list, IReadOnlyCollection<string> keys, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string[] part in keys.Distinct(StringComparer.Ordinal).Chunk(AgentLimits.Keys))
        {
            AgentUsers users = await _site.LookUpAsync(op, list, part, query.Fields, cancellationToken);
            // A page may end early when its users are large.
            string? next = users.Next;
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach ((CmsUser user, _) in users.All())
            {
                seen.Add(user.UserId);
                yield return user;
            }

            if (next is null)
                continue;
            foreach (string key in part.Where(k => !seen.Contains(k)))
            {
                foreach ((CmsUser user, _) in (await _site.LookUpAsync(op, list, [key], query.Fields, cancellationToken)).All())
                {
                    if (seen.Add(user.UserId))
                        yield return user;
                }
            }
        }
    }

    private static bool HasAny(CmsUser user, IReadOnlyList<string> groups) => groups.Count == 0
        || user.Groups.Any(g => groups.Any(wanted => string.Equals(g.Id, wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(g.Name, wanted, StringComparison.OrdinalIgnoreCase)));

    private static bool Matches(CmsUser user, string? search) => string.IsNullOrEmpty(search)
        || new[] { user.UserName, user.Email, user.Name, user.FirstName, user.LastName }.Any(t => t?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}
