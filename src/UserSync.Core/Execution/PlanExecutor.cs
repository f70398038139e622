using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>
/// Executes a plan in its order. Before a write is sent its intent is durable; after its answer link, baseline, journal and the end
/// of the intent are one transaction. Whatever the end, every change gets exactly one outcome.
/// </summary>
internal sealed class PlanExecutor
{
    private const int StoreBatch = 1000;
    private static readonly ChangeAction[] Written = [ChangeAction.Create, ChangeAction.Update, ChangeAction.Note, ChangeAction.Block, ChangeAction.Delete];
    private readonly RunScope _scope;
    private readonly Plan _plan;
    private readonly int? _throttle;
    private readonly MirrorStep? _mirror;
    private readonly HashSet<string> _notLinked = new(StringComparer.Ordinal);
    private readonly HashSet<(ChangeAction Action, long Number)> _ended = [];
    private long _sequence;

    public PlanExecutor(RunScope scope, Plan plan, int? throttle, MirrorStep? mirror = null)
    {
        _mirror = mirror;
        _scope = scope;
        _plan = plan;
        _throttle = throttle;
    }

    private bool Staged => _scope.Workspace.Crm.Capabilities.Transactional;

    /// <summary>The write that a change sends.</summary>
    public static RecordWrite WriteOf(PlannedChange change, long intentId, string marker, string? recordId) => new(intentId, change.Action switch
    {
        ChangeAction.Create => WriteKind.Create,
        ChangeAction.Update => WriteKind.Update,
        ChangeAction.Note => WriteKind.Note,
        ChangeAction.Block => WriteKind.Block,
        _ => WriteKind.Delete,
    })
    {
        RecordId = recordId,
        Marker = marker,
        Fields = change.Writes,
        AddTags = change.AddTags,
        Note = change.Note,
    };

    /// <summary>Executes; brings a result for each change as it ends.</summary>
    /// <param name="stop">Begins no new request once it is cancelled.</param>
    /// <param name="cut">Cuts the request in hand.</param>
    public async IAsyncEnumerable<SyncResult> RunAsync(CancellationToken stop, [EnumeratorCancellation] CancellationToken cut)
    {
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>())
        {
            IAsyncEnumerable<SyncResult> results = Written.Contains(action) ? WriteAsync(action, stop, cut) : StoreAsync(action, stop);
            await foreach (SyncResult result in results)
            {
                _mirror?.Take(result);
                yield return result;
            }

            if (_mirror is not null && !stop.IsCancellationRequested)
                await _mirror.FlushAsync(cut);
        }

        if (!Staged || _sequence == 0)
            yield break;
        if (stop.IsCancellationRequested)
        {
            // Nothing was written yet: the intents are void.
            await _scope.Store.WriteAsync(
                async (connection, transaction) =>
                {
                    await using var delete = new Statement(connection, transaction, "DELETE FROM intent WHERE run_id=@0", _scope.Run);
                    await delete.RunAsync(CancellationToken.None);
                },
                CancellationToken.None);
            yield break;
        }

        _scope.Workspace.Host.Seam("request");
        await _scope.Workspace.Crm.CommitAsync(cut);
        _scope.Workspace.Host.Seam("answer");
        Dictionary<long, SyncError> taken = await ConfirmStagedAsync();
        _scope.Workspace.Host.Seam("commit");
        foreach (SyncResult result in StagedResults(taken))
            yield return result;
    }

    /// <summary>Results of changes that never had their turn.</summary>
    public IEnumerable<SyncResult> NotAttempted()
    {
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>())
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action))
            {
                if (!_ended.Contains((action, number)))
                    yield return End(action, number, change, ChangeOutcome.NotAttempted);
            }
        }
    }

    // Changes that concern only the store: unlink, link, confirm, and those that write nothing.
    private async IAsyncEnumerable<SyncResult> StoreAsync(ChangeAction action, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach ((long Number, PlannedChange Change)[] part in _plan.Read(action).Chunk(StoreBatch))
        {
            if (stop.IsCancellationRequested)
                yield break;
            if (action == ChangeAction.Conflict)
            {
                List<SyncConflict> conflicts = [.. part.Select(p => Settlement.ConflictOf(_scope.Workspace, p.Change))];
                await _scope.Store.WriteAsync(
                    (connection, transaction) => ConflictTable.SaveAsync(connection, transaction, _scope.Run, _scope.Workspace.Host.Clock.GetUtcNow(), conflicts, CancellationToken.None),
                    CancellationToken.None);
            }

            bool stores = action is ChangeAction.Unlink or ChangeAction.Link or ChangeAction.Confirm;
            var toConfirm = part.Where(p => p.Change.Error is not null || (stores && !_plan.IsDeclined(action, p.Number)))
                .Select(p => (p.Number, Confirmation: new Confirmation(p.Change, p.Change.Error is null ? ChangeOutcome.Done : ChangeOutcome.Failed, p.Change.Error))).ToList();
            IReadOnlyList<Confirmation> written = toConfirm.Count == 0 ? [] : await _scope.ConfirmAsync([.. toConfirm.Select(c => c.Confirmation)], CancellationToken.None);
            var outcomes = toConfirm.Select((c, n) => (c.Number, Confirmation: written[n])).ToDictionary(c => c.Number, c => c.Confirmation);
            foreach ((long number, PlannedChange change) in part)
            {
                Confirmation? end = outcomes.GetValueOrDefault(number);
                if (action == ChangeAction.Link && end?.Outcome != ChangeOutcome.Done)
                    _notLinked.Add(change.UserId!);
                yield return End(action, number, change, end?.Outcome ?? QuietOutcome(action), end?.Error);
            }
        }
    }

    private static ChangeOutcome QuietOutcome(ChangeAction action) => action switch
    {
        ChangeAction.Conflict => ChangeOutcome.Conflict,
        ChangeAction.Skip or ChangeAction.OutOfScope => ChangeOutcome.Skipped,
        _ => ChangeOutcome.Declined,
    };

    private async IAsyncEnumerable<SyncResult> WriteAsync(ChangeAction action, CancellationToken stop, [EnumeratorCancellation] CancellationToken cut)
    {
        ConnectorCapabilities capabilities = _scope.Workspace.Crm.Capabilities;
        int parallel = Staged ? 1 : Math.Max(1, Math.Min(_throttle ?? capabilities.MaxParallel, capabilities.MaxParallel));
        var underWay = new List<Task<List<SyncResult>>>();
        var batch = new List<(long Number, PlannedChange Change)>();
        foreach ((long number, PlannedChange change) in _plan.Read(action))
        {
            if (stop.IsCancellationRequested)
                break;
            if (_plan.IsDeclined(action, number) || (action == ChangeAction.Update && _notLinked.Contains(change.UserId!)))
            {
                yield return End(action, number, change, ChangeOutcome.Declined);
                continue;
            }

            batch.Add((number, change));
            if (batch.Count < capabilities.WriteBatch)
                continue;
            underWay.Add(SendAsync(action, [.. batch], cut));
            batch.Clear();
            while (underWay.Count >= parallel)
            {
                foreach (SyncResult result in await TakeAsync(underWay))
                    yield return result;
            }
        }

        if (batch.Count > 0 && !stop.IsCancellationRequested)
            underWay.Add(SendAsync(action, batch, cut));
        while (underWay.Count > 0)
        {
            foreach (SyncResult result in await TakeAsync(underWay))
                yield return result;
        }
    }

    private static async Task<List<SyncResult>> TakeAsync(List<Task<List<SyncResult>>> underWay)
    {
        Task<List<SyncResult>> first = await Task.WhenAny(underWay);
        underWay.Remove(first);
        return await first;
    }

    private async Task<List<SyncResult>> SendAsync(ChangeAction action, List<(long Number, PlannedChange Change)> batch, CancellationToken cut)
    {
        var results = new List<SyncResult>(batch.Count);
        var sent = new Dictionary<long, (long Number, PlannedChange Change)>();
        var ended = new List<(long Number, Confirmation Confirmation)>();
        foreach ((long number, PlannedChange change) in batch)
        {
            if (change.Error is not null)
                ended.Add((number, new Confirmation(change, ChangeOutcome.Failed, change.Error)));
            else
                sent[_sequence++] = (number, Chosen(change));
        }

        List<RecordWrite> writes = [.. sent.Select(s => WriteOf(s.Value.Change, s.Key, _scope.MarkerOf(s.Value.Change), s.Value.Change.ContactId))];
        if (writes.Count > 0 && !Staged)
        {
            await _scope.Store.Intents.AddAsync(_scope.Workspace.Site, _scope.Workspace.Account, [.. sent.Select(s => IntentOf(s.Key, s.Value.Change))], CancellationToken.None);
            _scope.Workspace.Host.Seam("intent");
        }

        if (writes.Count > 0)
            ended.AddRange(await AnswersAsync(writes, sent, cut));
        IReadOnlyList<Confirmation> written = ended.Count == 0 ? [] : await _scope.ConfirmAsync([.. ended.Select(e => e.Confirmation)], CancellationToken.None);
        if (!Staged)
            _scope.Workspace.Host.Seam("commit");
        for (int n = 0; n < ended.Count; n++)
            results.Add(End(action, ended[n].Number, written[n].Change, written[n].Outcome, written[n].Error));
        return results;
    }

    private async Task<List<(long Number, Confirmation Confirmation)>> AnswersAsync(
        List<RecordWrite> writes, Dictionary<long, (long Number, PlannedChange Change)> sent, CancellationToken cut)
    {
        IConnector target = _scope.TargetOf(sent.Values.First().Change);
        if (!Staged)
            _scope.Workspace.Host.Seam("request");
        IReadOnlyList<WriteResult> answers;
        try
        {
            answers = await target.WriteAsync(writes, cut);
        }
        catch (ConnectorException failure) when (failure.Kind != ConnectorErrorKind.InDoubt && !Staged)
        {
            // The connector's promise: nothing of this call was stored. The run ends; these intents are void.
            await _scope.ConfirmAsync([.. sent.Select(s => new Confirmation(s.Value.Change, ChangeOutcome.NotAttempted, failure.Error, (_scope.Run, s.Key)))], CancellationToken.None);
            throw;
        }

        if (!Staged)
            _scope.Workspace.Host.Seam("answer");
        var ended = new List<(long, Confirmation)>();
        var staged = new List<Intent>();
        foreach (WriteResult answer in answers)
        {
            (long number, PlannedChange change) = sent[answer.IntentId];
            (string, long)? intent = Staged ? null : (_scope.Run, answer.IntentId);
            switch (answer.Outcome)
            {
                case WriteOutcome.Done when Staged:
                    staged.Add(IntentOf(answer.IntentId, RunScope.Confirmed(change, answer)));
                    break;
                case WriteOutcome.Done:
                    ended.Add((number, new Confirmation(RunScope.Confirmed(change, answer), ChangeOutcome.Done, null, intent)));
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
            await _scope.Store.Intents.AddAsync(_scope.Workspace.Site, _scope.Workspace.Account, staged, CancellationToken.None);
            _scope.Workspace.Host.Seam("intent");
        }

        return ended;
    }

    // After the file took its place: links, baselines and journal of the whole run in one transaction.
    private Task<Dictionary<long, SyncError>> ConfirmStagedAsync() => _scope.Store.WriteAsync(
        async (connection, transaction) =>
        {
            var taken = new Dictionary<long, SyncError>();
            await using var writer = new ConfirmationWriter(connection, transaction, _scope.Run, _scope.Workspace.Site, _scope.Workspace.Account, _scope.Workspace.Host.Clock);
            long last = -1;
            while (true)
            {
                List<Intent> page = await IntentTable.ReadRunAsync(connection, transaction, _scope.Run, last, StoreBatch, CancellationToken.None);
                foreach (Intent intent in page)
                {
                    Confirmation end = await writer.WriteAsync(new Confirmation(intent.Change, ChangeOutcome.Done, null, (intent.Run, intent.Sequence)), CancellationToken.None);
                    if (end.Error is { } error)
                        taken[intent.Sequence] = error;
                    last = intent.Sequence;
                }

                if (page.Count < StoreBatch)
                    return taken;
            }
        },
        CancellationToken.None);

    private IEnumerable<SyncResult> StagedResults(Dictionary<long, SyncError> taken)
    {
        foreach (ChangeAction action in Written)
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action))
            {
                if (_ended.Contains((action, number)))
                    continue;
                SyncError? error = taken.Count == 0 ? null : taken.Values.FirstOrDefault(e => e.Item == change.UserId);
                yield return End(action, number, Chosen(change), error is null ? ChangeOutcome.Done : ChangeOutcome.Conflict, error);
            }
        }
    }

    private PlannedChange Chosen(PlannedChange change)
        => change.Action == ChangeAction.Create && _scope.TargetOf(change) is { Capabilities.ChoosesId: true } target
            ? change with { ContactId = target.ChooseId(_scope.MarkerOf(change)) }
            : change;

    private Intent IntentOf(long sequence, PlannedChange change) => new(_scope.Run, sequence, change, _scope.MarkerOf(change), _scope.Workspace.Host.Clock.GetUtcNow());

    private SyncResult End(ChangeAction action, long number, PlannedChange change, ChangeOutcome outcome, SyncError? error = null)
    {
        lock (_ended)
            _ended.Add((action, number));
        return _scope.ResultOf(change, outcome, error);
    }
}
