using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Agent;

/// <summary>
/// Users of a site whose web services do not tell everything: the fields below a prefix (Joomla's <c>params</c>) are read and
/// written through the agent, all else as before.
/// </summary>
/// <param name="rest">The connector to the web services.</param>
/// <param name="agent">The connector to the agent on the same site; it counts its requests together with <paramref name="rest"/>.</param>
/// <param name="prefix">What the paths begin with that the agent sees to, such as <c>params.</c></param>
public sealed class UsersWithParams(ICmsConnector rest, ICmsConnector agent, string prefix) : ICmsConnector
{
    private const int Together = 200;

    /// <inheritdoc/>
    public Side Side => Side.Cms;

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities => rest.Capabilities with { OpenFields = prefix, MaxParallel = Math.Min(rest.Capabilities.MaxParallel, agent.Capabilities.MaxParallel) };

    /// <inheritdoc/>
    public RequestCount Requests => rest.Requests;

    /// <inheritdoc/>
    public Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken) => rest.IdentifyAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, CancellationToken cancellationToken) => WithParamsAsync(rest.ReadAsync(Rest(query), cancellationToken), query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken) =>
        WithParamsAsync(rest.GetAsync(userIds, Rest(query), cancellationToken), query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        WithParamsAsync(rest.FindAsync(key, values, Rest(query), cancellationToken), query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) => rest.ListGroupsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<long?> CountAsync(CancellationToken cancellationToken) => rest.CountAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FieldInfo field in rest.ListFieldsAsync(cancellationToken))
            yield return field;
        await foreach (FieldInfo field in agent.ListFieldsAsync(cancellationToken))
        {
            if (IsAgents(field.Path))
                yield return field;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CheckResult> CheckAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CheckResult check in rest.CheckAsync(cancellationToken))
            yield return check;
        await foreach (CheckResult check in agent.CheckAsync(cancellationToken))
            yield return check with { Check = check.Check.StartsWith("agent", StringComparison.Ordinal) ? check.Check : $"agent: {check.Check}" };
    }

    /// <inheritdoc/>
    public string ChooseId(string marker) => rest.ChooseId(marker);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        List<RecordWrite> first = [.. writes.Where(w => !IsAgentsAlone(w)).Select(w => w with { Fields = [.. w.Fields.Where(f => !IsAgents(f.Path))] })];
        Dictionary<long, WriteResult> results = first.Count == 0 ? [] : (await rest.WriteAsync(first, cancellationToken)).ToDictionary(r => r.IntentId);
        List<RecordWrite> second = [];
        foreach (RecordWrite write in writes.Where(w => w.Kind is WriteKind.Create or WriteKind.Update))
        {
            FieldWrite[] mine = [.. write.Fields.Where(f => IsAgents(f.Path) && (write.Kind == WriteKind.Update || f.Value.HasValue))];
            WriteResult? before = results.GetValueOrDefault(write.IntentId);
            string? id = before?.RecordId ?? write.RecordId;
            if (mine.Length > 0 && id is not null && before is null or { Outcome: WriteOutcome.Done })
                second.Add(new RecordWrite(write.IntentId, WriteKind.Update) { RecordId = id, Fields = mine });
        }

        foreach (WriteResult result in second.Count == 0 ? [] : await SecondAsync(second, results.Count > 0, cancellationToken))
            results[result.IntentId] = results.TryGetValue(result.IntentId, out WriteResult? before) ? Joined(before, result, second.First(w => w.IntentId == result.IntentId)) : result;
        return [.. writes.Select(w => results[w.IntentId])];
    }

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => rest.CommitAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => rest.SettleAsync(creates, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        await rest.DisposeAsync();
    }

    private RecordQuery Rest(RecordQuery query) => query.Fields is { } fields ? query with { Fields = [.. fields.Where(f => !IsAgents(f))] } : query;

    private bool IsAgents(string path) => path.StartsWith(prefix, StringComparison.Ordinal);

    private bool IsAgentsAlone(RecordWrite write) => write.Kind == WriteKind.Update && write.Fields.Count > 0 && write.Fields.All(f => IsAgents(f.Path))
        && write.Groups is null && write.JoinGroups.Count == 0 && write.LeaveGroups.Count == 0;

    private async Task<IReadOnlyList<WriteResult>> SecondAsync(List<RecordWrite> writes, bool stored, CancellationToken cancellationToken)
    {
        try
        {
            return await agent.WriteAsync(writes, cancellationToken);
        }
        catch (ConnectorException failure) when (stored)
        {
            return [.. writes.Select(w => new WriteResult(w.IntentId, WriteOutcome.NotAttempted) { Error = failure.Error })];
        }
    }

    // The rest is stored, so the write as such is done; the baseline learns that the agent's fields are as they were.
    private static WriteResult Joined(WriteResult before, WriteResult after, RecordWrite write)
    {
        FieldMap returned = [];
        foreach ((string path, FieldValue value) in before.Returned)
            returned[path] = value;
        foreach ((string path, FieldValue value) in after.Returned)
            returned[path] = value;
        if (after.Outcome == WriteOutcome.Done)
            return before with { Returned = returned };
        if (after.Outcome == WriteOutcome.InDoubt)
            return before with { Outcome = WriteOutcome.InDoubt, Error = after.Error };
        foreach (FieldWrite field in write.Fields)
            returned[field.Path] = field.Before.IsNotRead ? FieldValue.Empty : field.Before;
        return before with { Returned = returned, Error = after.Error };
    }

    private async IAsyncEnumerable<CmsUser> WithParamsAsync(IAsyncEnumerable<CmsUser> users, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[]? wanted = query.Fields is { } fields ? [.. fields.Where(IsAgents)] : null;
        if (wanted is { Length: 0 })
        {
            await foreach (CmsUser user in users.WithCancellation(cancellationToken))
                yield return user;
            yield break;
        }

        RecordQuery asked = RecordQuery.All with { Fields = wanted };
        await foreach (CmsUser[] part in users.Chunk(Together).WithCancellation(cancellationToken))
        {
            Dictionary<string, CmsUser> told = await agent.GetAsync([.. part.Select(u => u.UserId)], asked, cancellationToken).ToDictionaryAsync(u => u.UserId, StringComparer.Ordinal, cancellationToken);
            foreach (CmsUser user in part)
                yield return told.TryGetValue(user.UserId, out CmsUser? other) ? Joined(user, other) : user;
        }
    }

    private CmsUser Joined(CmsUser user, CmsUser other)
    {
        // Another address under the same id: the agent is on another site, whose params must never be taken for this one's.
        if (user.Email is { } mine && other.Email is { } theirs && !string.Equals(mine, theirs, StringComparison.OrdinalIgnoreCase) && !string.Equals(user.UserName, other.UserName, StringComparison.Ordinal))
        {
            throw AgentFailures.Error(ConnectorErrorKind.Fatal, $"User {user.UserId} has another address and login name on the agent's site than on the web services'.",
                "cms.agent.root names the folder of another site, or cms.url its address: correct one of them.", item: user.UserId);
        }

        FieldMap fields = [];
        foreach ((string path, FieldValue value) in user.Fields)
            fields[path] = value;
        foreach ((string path, FieldValue value) in other.Fields.Where(f => IsAgents(f.Key)))
            fields[path] = value;
        return user with { Fields = fields };
    }
}
