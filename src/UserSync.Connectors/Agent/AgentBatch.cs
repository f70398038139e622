using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>
/// Some writes of one kind. When the agent is lost in the middle, another one is started and asked what became of them: users that
/// were made are found by their markers, everything else may be sent again. An item that ends two agents is given up.
/// </summary>
internal sealed class AgentBatch(AgentSite site, UserPolicy policy, IReadOnlyList<RecordWrite> writes)
{
    private const int MostAttempts = 2;

    // Times of registration are whole seconds.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private readonly Dictionary<long, WriteResult> _results = [];
    private readonly Dictionary<long, SyncError> _doubts = [];
    private readonly Dictionary<long, int> _attempts = [];
    private DateTimeOffset _notBefore;

    private WriteKind Kind => writes[0].Kind;

    /// <summary>One result for each write.</summary>
    /// <exception cref="ConnectorException">Nothing can be written, and nothing was.</exception>
    public async Task<IReadOnlyList<WriteResult>> RunAsync(CancellationToken cancellationToken)
    {
        AgentHello hello = await site.Pool.HelloAsync(cancellationToken);
        _notBefore = (hello.Time ?? site.Context.Time.GetUtcNow()) - Tolerance;
        await LeaveOutAsync(cancellationToken);
        List<RecordWrite> open = [.. writes.Where(w => !_results.ContainsKey(w.IntentId))];
        bool single = false;
        while (open.Count > 0)
        {
            List<RecordWrite> part = single ? open[..1] : open;
            try
            {
                List<RecordWrite> doubtful;
                try
                {
                    doubtful = await SendAsync(part, cancellationToken);
                }
                catch (AgentLostException lost) when (lost.Sent)
                {
                    foreach (RecordWrite write in part)
                        _doubts[write.IntentId] = lost.Cause.Error;
                    doubtful = part;
                    // Whoever ended it shall end only its own write.
                    single = true;
                }

                await ResolveAsync(doubtful, cancellationToken);
            }
            catch (AgentLostException lost)
            {
                return End(lost.Cause);
            }
            catch (ConnectorException refused)
            {
                return End(refused);
            }

            open.RemoveAll(w => _results.ContainsKey(w.IntentId));
        }

        return [.. writes.Select(w => _results[w.IntentId])];
    }

    // Memberships that are as they shall be are not written again: a save would fire the hooks of the site for nothing.
    private async Task LeaveOutAsync(CancellationToken cancellationToken)
    {
        RecordWrite[] idle = [.. writes.Where(static w => w is { Kind: WriteKind.Update, Fields.Count: 0, Groups: null, RecordId: not null })];
        if (idle.Length == 0)
            return;
        Dictionary<string, CmsUser> users = new(StringComparer.Ordinal);
        foreach ((CmsUser user, _) in (await site.LookUpAsync("get", "ids", idle.Select(w => w.RecordId!), [], cancellationToken)).All())
            users[user.UserId] = user;
        foreach (RecordWrite write in idle)
        {
            if (users.TryGetValue(write.RecordId!, out CmsUser? user) && write.JoinGroups.All(g => IsMember(user, g)) && !write.LeaveGroups.Any(g => IsMember(user, g)))
                _results[write.IntentId] = AgentItem.Done(write, user.UserId, user);
        }
    }

    private static bool IsMember(CmsUser user, string group) => user.Get(new MembershipPath(MembershipPath.Group, group).ToString()).HasValue;

    // Brings the writes of which nobody knows.
    private async Task<List<RecordWrite>> SendAsync(List<RecordWrite> part, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, CmsGroup> groups = await site.GroupsAsync(cancellationToken);
        List<AgentResult> answers = await site.Pool.OnceAsync(async session =>
        {
            List<AgentResult> told = [];
            await session.CallAsync(AgentItem.Op(Kind)!, write: true, json =>
            {
                json.WritePropertyName("items");
                json.WriteStartArray();
                foreach (RecordWrite write in part)
                    AgentItem.Write(json, write, policy);
                json.WriteEndArray();
            }, (json, name) =>
            {
                if (name == "results")
                    told = JsonWalk.Array(json, item => AgentResult.Read(item, site.Empty(session.Hello, groups)));
            }, cancellationToken);
            return told;
        }, cancellationToken);
        List<RecordWrite> doubtful = [];
        for (int n = 0; n < part.Count; n++)
        {
            RecordWrite write = part[n];
            AgentResult answer = n < answers.Count ? answers[n] : new AgentResult(null, null, new AgentFault("inDoubt", "The agent told no result for this item.", null));
            switch (answer.Fault?.Code)
            {
                case null:
                    _results[write.IntentId] = AgentItem.Done(write, answer.Id, answer.User);
                    break;
                case "inDoubt":
                    _doubts[write.IntentId] = AgentFailures.Refused(answer.Fault, write.RecordId).Error;
                    doubtful.Add(write);
                    break;
                case "notAttempted":
                    break;
                default:
                    _results[write.IntentId] = Failed(write, AgentFailures.Refused(answer.Fault, answer.Fault.Path ?? write.RecordId).Error);
                    break;
            }
        }

        return doubtful;
    }

    private async Task ResolveAsync(List<RecordWrite> doubtful, CancellationToken cancellationToken)
    {
        Dictionary<string, CmsUser> made = Kind == WriteKind.Create ? await MadeAsync(doubtful, cancellationToken) : [];
        foreach (RecordWrite write in doubtful)
        {
            long id = write.IntentId;
            _attempts[id] = _attempts.GetValueOrDefault(id) + 1;
            if (write.Marker is { Length: > 0 } marker && made.TryGetValue(marker, out CmsUser? user))
                _results[id] = AgentItem.Done(write, user.UserId, user);
            else if (Kind == WriteKind.Create && string.IsNullOrEmpty(write.Marker))
                _results[id] = new WriteResult(id, WriteOutcome.InDoubt) { Error = _doubts[id] };
            else if (_attempts[id] >= MostAttempts && Kind == WriteKind.Create)
                _results[id] = Failed(write, _doubts[id] with { Id = ErrorIds.ItemRefused, Kind = ConnectorErrorKind.InvalidItem, Item = write.Marker });
            else if (_attempts[id] >= MostAttempts)
                _results[id] = new WriteResult(id, WriteOutcome.InDoubt) { RecordId = write.RecordId, Error = InDoubt(write) };
        }
    }

    private async Task<Dictionary<string, CmsUser>> MadeAsync(List<RecordWrite> doubtful, CancellationToken cancellationToken)
    {
        Dictionary<string, CmsUser> made = new(StringComparer.Ordinal);
        string[] markers = [.. doubtful.Select(w => w.Marker).OfType<string>().Where(m => m.Length > 0).Distinct(StringComparer.Ordinal)];
        if (markers.Length == 0)
            return made;
        string[] paths = [.. doubtful.SelectMany(w => w.Fields).Select(f => f.Path).Distinct(StringComparer.Ordinal)];
        foreach ((CmsUser user, string? marker) in (await site.LookUpAsync("find", "markers", markers, paths, cancellationToken)).All())
        {
            if (marker is not null && user.CreatedAt >= _notBefore)
                made[marker] = user;
        }

        return made;
    }

    private IReadOnlyList<WriteResult> End(ConnectorException cause)
    {
        if (_results.Count == 0 && _doubts.Count == 0)
            throw cause;
        return [.. writes.Select(w => _results.GetValueOrDefault(w.IntentId)
            ?? (_doubts.ContainsKey(w.IntentId)
                ? new WriteResult(w.IntentId, WriteOutcome.InDoubt) { RecordId = w.RecordId, Error = InDoubt(w) }
                : new WriteResult(w.IntentId, WriteOutcome.NotAttempted) { RecordId = w.RecordId, Error = cause.Error }))];
    }

    private SyncError InDoubt(RecordWrite write) => _doubts[write.IntentId] with { Id = ErrorIds.WriteInDoubt, Kind = ConnectorErrorKind.InDoubt, Item = write.RecordId ?? write.Marker };

    private static WriteResult Failed(RecordWrite write, SyncError error) => new(write.IntentId, WriteOutcome.Failed) { RecordId = write.RecordId, Error = error };
}
