using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>
/// Sends one batch of writes after the other: intents before, confirmation after. A transactional side only stages them; then the
/// intents are stored with what the side will hold, and all is confirmed at once when it took its place.
/// </summary>
internal sealed class WriteSender
{
    private const int ConfirmPage = 1000;
    private readonly RunScope _scope;
    private readonly SortedSet<Side> _staged = [];
    private readonly Dictionary<string, PlannedChange> _madeUsers = new(StringComparer.Ordinal);
    private long _sequence;

    private readonly NewUserFields? _newUserFields;

    public WriteSender(RunScope scope, NewUserFields? newUserFields = null)
    {
        _scope = scope;
        _newUserFields = newUserFields;
    }

    /// <summary>The sides for which something was staged, in the order in which it becomes real.</summary>
    public IEnumerable<Side> Staged => _staged;

    /// <summary>True when writes to a side are staged and become real with a commit.</summary>
    public bool Stages(Side side) => _scope.EndOf(side).Capabilities.Transactional;

    /// <summary>The write that a change sends.</summary>
    public RecordWrite WriteOf(PlannedChange change, long intentId, string marker) => new(intentId, change.Action switch
    {
        ChangeAction.Create => WriteKind.Create,
        ChangeAction.Update => WriteKind.Update,
        ChangeAction.Note => WriteKind.Note,
        ChangeAction.Block => WriteKind.Block,
        _ => WriteKind.Delete,
    })
    {
        RecordId = change.Target == Side.Crm ? change.ContactId : change.UserId,
        Key = change.Target == Side.Crm ? null : change.UserKey,
        Groups = MakesUser(change) ? _scope.Workspace.Profile.Users.Groups is { Count: > 0 } groups ? groups : null : null,
        Enabled = MakesUser(change) ? _scope.Workspace.Profile.Users.Enabled : null,
        Marker = marker,
        Fields = [.. change.Writes.Where(static w => PathTable.IsField(w.Path))],
        AddTags = [.. change.AddTags.Union(Memberships(change, MembershipPath.Tag, joins: true), StringComparer.OrdinalIgnoreCase)],
        RemoveTags = Memberships(change, MembershipPath.Tag, joins: false),
        JoinGroups = Memberships(change, MembershipPath.Group, joins: true),
        LeaveGroups = Memberships(change, MembershipPath.Group, joins: false),
        Note = change.Note,
    };

    /// <summary>Sends a batch; brings how each of its changes ended. Staged ones are not among them: they end with the commit.</summary>
    public async Task<List<(long Number, Confirmation Confirmation)>> SendAsync(List<(long Number, PlannedChange Change)> batch, CancellationToken cut)
    {
        bool stages = Stages(batch[0].Change.Target);
        var sent = new Dictionary<long, (long Number, PlannedChange Change)>();
        var ended = new List<(long Number, Confirmation Confirmation)>();
        foreach ((long number, PlannedChange change) in batch)
        {
            if (change.Error is not null)
                ended.Add((number, new Confirmation(change, ChangeOutcome.Failed, change.Error)));
            else
                sent[Interlocked.Increment(ref _sequence) - 1] = (number, Chosen(change));
        }

        List<RecordWrite> writes = [.. sent.Select(s => WriteOf(s.Value.Change, s.Key, _scope.MarkerOf(s.Value.Change)))];
        if (writes.Count > 0 && !stages)
        {
            await _scope.Store.Intents.AddAsync(_scope.Workspace.Site, _scope.Workspace.Account, [.. sent.Select(s => IntentOf(s.Key, s.Value.Change))], CancellationToken.None);
            _scope.Workspace.Host.Seam("intent");
        }

        if (writes.Count > 0)
            ended.AddRange(await AnswersAsync(writes, sent, cut));
        IReadOnlyList<Confirmation> written = ended.Count == 0 ? [] : await _scope.ConfirmAsync([.. ended.Select(e => e.Confirmation)], CancellationToken.None);
        Forget(written);
        if (!stages)
            _scope.Workspace.Host.Seam("commit");
        return [.. ended.Select((e, n) => (e.Number, written[n]))];
    }

    private static string[] Memberships(PlannedChange change, string list, bool joins) =>
        [.. change.Writes.Where(w => w.Value.HasValue == joins).Select(static w => MembershipPath.Parse(w.Path)).OfType<MembershipPath>().Where(m => m.Base == list).Select(static m => m.Name)];

    private async Task<List<(long Number, Confirmation Confirmation)>> AnswersAsync(
        List<RecordWrite> writes, Dictionary<long, (long Number, PlannedChange Change)> sent, CancellationToken cut)
    {
        IConnector target = _scope.TargetOf(sent.Values.First().Change);
        bool stages = target.Capabilities.Transactional;
        if (!stages)
            _scope.Workspace.Host.Seam("request");
        IReadOnlyList<WriteResult> answers;
        try
        {
            target.Requests.Carried(write: true, writes.Count);
            answers = await target.WriteAsync(writes, cut);
        }
        catch (ConnectorException failure) when (failure.Kind != ConnectorErrorKind.InDoubt && !stages)
        {
            // The connector's promise: nothing of this call was stored. The run ends; these intents are void.
            await _scope.ConfirmAsync([.. sent.Select(s => new Confirmation(s.Value.Change, ChangeOutcome.NotAttempted, failure.Error, (_scope.Run, s.Key)))], CancellationToken.None);
            throw;
        }

        if (!stages)
            _scope.Workspace.Host.Seam("answer");
        var ended = new List<(long, Confirmation)>();
        var staged = new List<Intent>();
        foreach (WriteResult answer in answers)
        {
            (long number, PlannedChange change) = sent[answer.IntentId];
            (string, long)? intent = stages ? null : (_scope.Run, answer.IntentId);
            switch (answer.Outcome)
            {
                case WriteOutcome.Done when IsAnother(change, answer.RecordId):
                    ended.Add((number, new Confirmation(change, ChangeOutcome.Failed, WrongAnswer(change, answer.RecordId!), intent)));
                    break;
                case WriteOutcome.Done when stages:
                    staged.Add(IntentOf(answer.IntentId, Remembered(RunScope.Confirmed(change, answer))));
                    break;
                case WriteOutcome.Done:
                    ended.Add((number, new Confirmation(Remembered(RunScope.Confirmed(change, answer)), ChangeOutcome.Done, null, intent)));
                    break;
                case WriteOutcome.InDoubt:
                    // The intent stays open: the next run asks the side what became of it.
                    ended.Add((number, new Confirmation(change, ChangeOutcome.NotAttempted, answer.Error)));
                    break;
                case WriteOutcome.NotAttempted:
                    ended.Add((number, new Confirmation(change, ChangeOutcome.NotAttempted, answer.Error, intent)));
                    break;
                default:
                    ended.Add((number, new Confirmation(change, ChangeOutcome.Failed, answer.Error, intent)));
                    break;
            }
        }

        if (staged.Count > 0)
        {
            _staged.Add(target.Side);
            await _scope.Store.Intents.AddAsync(_scope.Workspace.Site, _scope.Workspace.Account, staged, CancellationToken.None);
            _scope.Workspace.Host.Seam("intent");
        }

        return ended;
    }

    /// <summary>Forgets what was staged for a side and never became real.</summary>
    public Task VoidStagedAsync(Side side) => _scope.Store.WriteAsync(
        (connection, transaction) => IntentTable.DeleteRunAsync(connection, transaction, _scope.Run, side, CancellationToken.None), CancellationToken.None);

    /// <summary>Confirms all that was staged for a side, in one transaction; brings the links that were taken.</summary>
    public Task<Dictionary<long, SyncError>> ConfirmStagedAsync(Side side) => _scope.Store.WriteAsync(
        async (connection, transaction) =>
        {
            var taken = new Dictionary<long, SyncError>();
            await using var writer = new ConfirmationWriter(connection, transaction, _scope.Run, _scope.Workspace.Site, _scope.Workspace.Account, _scope.Workspace.Host.Clock);
            long last = -1;
            while (true)
            {
                List<Intent> page = await IntentTable.ReadRunAsync(connection, transaction, _scope.Run, side, last, ConfirmPage, CancellationToken.None);
                foreach (Intent intent in page)
                {
                    Confirmation end = await writer.WriteAsync(new Confirmation(intent.Change, ChangeOutcome.Done), CancellationToken.None);
                    if (end.Error is { } error)
                        taken[intent.Sequence] = error;
                    last = intent.Sequence;
                }

                if (page.Count < ConfirmPage)
                    break;
            }

            await IntentTable.DeleteRunAsync(connection, transaction, _scope.Run, side, CancellationToken.None);
            return taken;
        },
        CancellationToken.None);

    /// <summary>The change with the id or key that its new record will have, where we choose it.</summary>
    public PlannedChange Chosen(PlannedChange change)
    {
        IConnector target = _scope.TargetOf(change);
        if (change.Action != ChangeAction.Create || !(target.Capabilities.ChoosesId || target.Capabilities.ChoosesKey))
            return change;
        string chosen = target.ChooseId(_scope.MarkerOf(change));
        return target.Side == Side.Crm ? change with { ContactId = chosen }
            : target.Capabilities.ChoosesKey ? change with { UserKey = chosen }
            : change with { UserId = chosen, UserKey = chosen };
    }

    /// <summary>The change of a contact that follows its new user, with what the site said of it; null when the user was not made or nothing is left to write.</summary>
    public PlannedChange? OfNewUser(PlannedChange planned)
    {
        lock (_madeUsers)
            return _madeUsers.TryGetValue(planned.ContactId!, out PlannedChange? made) ? _newUserFields!.With(planned, made) : null;
    }

    private PlannedChange Remembered(PlannedChange made)
    {
        if (_newUserFields is null || made is not { Action: ChangeAction.Create, Target: Side.Cms, ContactId: { } contact })
            return made;
        lock (_madeUsers)
            _madeUsers[contact] = new PlannedChange { Action = made.Action, UserId = made.UserId, UserKey = made.UserKey, UserUrl = made.UserUrl };
        return made;
    }

    // Whose link was taken meanwhile is not this contact's user.
    private void Forget(IEnumerable<Confirmation> written)
    {
        foreach (Confirmation end in _newUserFields is null ? [] : written.Where(static e => e is { Change: { Action: ChangeAction.Create, Target: Side.Cms }, Outcome: not ChangeOutcome.Done }))
        {
            lock (_madeUsers)
                _madeUsers.Remove(end.Change.ContactId!);
        }
    }

    // Nothing is confirmed by an answer about somebody else; what became of ours the next run sees when it compares.
    private static bool IsAnother(PlannedChange change, string? answered)
        => change.Action != ChangeAction.Create && answered is not null && answered != (change.Target == Side.Crm ? change.ContactId : change.UserId) && (change.Target == Side.Crm || answered != change.UserKey);

    private static SyncError WrongAnswer(PlannedChange change, string answered)
    {
        string asked = change.Target == Side.Crm ? $"contact {change.ContactId}" : $"user {change.UserId}";
        return new SyncError(ErrorIds.AnswerNotUnderstood, $"{asked} was to be written, and the answer was about {answered}: it confirms nothing.")
        {
            Item = change.Target == Side.Crm ? change.ContactId : change.UserId,
            Side = change.Target,
            Kind = ConnectorErrorKind.Protocol,
            Remedy = $"Look at both records in the {(change.Target == Side.Crm ? "CRM" : "site")}; the next run compares {asked} again.",
        };
    }

    private static bool MakesUser(PlannedChange change) => change is { Target: Side.Cms, Action: ChangeAction.Create };

    private Intent IntentOf(long sequence, PlannedChange change) => new(_scope.Run, sequence, change, _scope.MarkerOf(change), _scope.Workspace.Host.Clock.GetUtcNow());
}
