using System.Collections;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
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
    private static readonly Dictionary<string, SyncError> Nothing = [];
    private readonly RunScope _scope;
    private readonly Plan _plan;
    private readonly Tally _tally;
    private readonly int? _throttle;
    private readonly MirrorStep? _mirror;
    private readonly WriteSender _sender;
    private readonly NotedRecords _noted;
    private readonly List<SyncResult> _late = [];
    private readonly HashSet<string> _unlinkedLast = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notRemoved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _onlyBlocked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notLinked = new(StringComparer.Ordinal);
    private readonly BitArray?[] _ended = new BitArray?[Enum.GetValues<ChangeAction>().Length];

    public PlanExecutor(RunScope scope, Plan plan, Tally tally, int? throttle, MirrorStep? mirror = null)
    {
        _mirror = mirror;
        _tally = tally;
        _scope = scope;
        _plan = plan;
        _throttle = throttle;
        _sender = new WriteSender(scope, plan.NewUserFields);
        _noted = new NotedRecords(plan);
    }

    /// <summary>Executes; brings a result for each change as it ends.</summary>
    /// <param name="stop">Begins no new request once it is cancelled.</param>
    /// <param name="cut">Cuts the request in hand.</param>
    public async IAsyncEnumerable<SyncResult> RunAsync(CancellationToken stop, [EnumeratorCancellation] CancellationToken cut)
    {
        // A link goes after the note on its contact or the contact itself: only a linked contact is found again when that fails.
        HashSet<string> unlinked = _plan.LinksLast ? [] : [.. _plan.Read(ChangeAction.Unlink).Select(static u => u.Change.UserId!)];
        foreach (ChangeAction removal in unlinked.Count == 0 ? [] : (ChangeAction[])[ChangeAction.Note, ChangeAction.Delete])
            _unlinkedLast.UnionWith(_plan.Read(removal).Where(r => !_plan.IsDeclined(removal, r.Number)).Select(r => r.Change.UserId).OfType<string>().Where(unlinked.Contains));
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>())
        {
            if (action == ChangeAction.Delete && _mirror is not null)
            {
                foreach ((_, PlannedChange change) in _plan.Read(action).Where(c => !_plan.IsDeclined(action, c.Number)))
                    _mirror.BeforeDelete(change);
                await MirrorAsync(stop, cut);
            }

            IAsyncEnumerable<SyncResult> results = Written.Contains(action) ? WriteAsync(action, Side.Crm, stop, cut).Concat(WriteAsync(action, Side.Cms, stop, cut))
                : StoreAsync(action, c => !Waits(action, c), stop, cut);
            await foreach (SyncResult result in results)
            {
                _mirror?.Take(result);
                yield return result;
            }

            await MirrorAsync(stop, cut);
        }

        foreach (Side side in _sender.Staged.ToArray())
        {
            if (stop.IsCancellationRequested)
            {
                // Nothing was written yet: the intents are void.
                await _sender.VoidStagedAsync(side);
                continue;
            }

            _scope.Workspace.Host.Seam("request");
            await _scope.EndOf(side).CommitAsync(cut);
            _scope.Workspace.Host.Seam("answer");
            Dictionary<long, SyncError> taken = await _sender.ConfirmStagedAsync(side);
            _scope.Workspace.Host.Seam("commit");
            foreach (SyncResult result in StagedResults(side, taken))
                yield return result;
        }

        if (stop.IsCancellationRequested && _sender.Staged.Any())
            yield break;
        foreach (ChangeAction action in (ChangeAction[])[ChangeAction.Unlink, ChangeAction.Link])
        {
            await foreach (SyncResult result in StoreAsync(action, c => Waits(action, c), stop, cut))
            {
                _mirror?.Take(result);
                yield return result;
            }
        }

        await MirrorAsync(stop, cut);
    }

    /// <summary>What was not told yet: results of requests that ended together with the run, and changes that never had their turn.</summary>
    public IEnumerable<SyncResult> Rest()
    {
        foreach (SyncResult result in _late)
            yield return result;
        _late.Clear();
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>())
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action))
            {
                if (!HasEnded(action, number))
                    yield return End(action, number, change, ChangeOutcome.NotAttempted);
            }
        }
    }

    private bool Waits(ChangeAction action, PlannedChange change)
        => _plan.LinksLast ? action is ChangeAction.Unlink or ChangeAction.Link : action == ChangeAction.Unlink && _unlinkedLast.Contains(change.UserId!);

    private Task MirrorAsync(CancellationToken stop, CancellationToken cut)
        => _mirror is null || stop.IsCancellationRequested ? Task.CompletedTask : _mirror.FlushAsync(cut);

    // Changes that concern only the store: unlink, link, confirm, and those that write nothing.
    private async IAsyncEnumerable<SyncResult> StoreAsync(
        ChangeAction action, Func<PlannedChange, bool> takes, CancellationToken stop, [EnumeratorCancellation] CancellationToken cut)
    {
        foreach ((long Number, PlannedChange Change)[] part in _plan.Read(action).Where(c => takes(c.Change)).Chunk(StoreBatch))
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
            var toConfirm = part.Where(p => p.Change.Error is not null || (stores && !_plan.IsDeclined(action, p.Number) && !_notRemoved.Contains(p.Change.UserId!)))
                .Select(p => (p.Number, p.Change, p.Change.Error)).ToList();
            IReadOnlyDictionary<string, SyncError> kept = action == ChangeAction.Unlink && _mirror is not null ? await _mirror.RemoveAsync(toConfirm.Where(c => c.Error is null).Select(c => c.Change), cut) : Nothing;
            List<Confirmation> confirmations = [.. toConfirm.Select(c => (c.Error ?? kept.GetValueOrDefault(c.Change.UserId ?? "")) is { } error ? new Confirmation(Left(c.Change), ChangeOutcome.Failed, error) : new Confirmation(Left(c.Change), ChangeOutcome.Done, null))];
            IReadOnlyList<Confirmation> written = confirmations.Count == 0 ? [] : await _scope.ConfirmAsync(confirmations, CancellationToken.None);
            var outcomes = toConfirm.Select((c, n) => (c.Number, Confirmation: written[n])).ToDictionary(c => c.Number, c => c.Confirmation);
            foreach ((long number, PlannedChange change) in part)
            {
                Confirmation? end = outcomes.GetValueOrDefault(number);
                if (action == ChangeAction.Link && end?.Outcome != ChangeOutcome.Done)
                    _notLinked.Add(change.UserId!);
                yield return End(action, number, change, end?.Outcome ?? (_plan.LinksLast && _notRemoved.Contains(change.UserId!) ? ChangeOutcome.NotAttempted : QuietOutcome(action)), end?.Error);
            }
        }
    }

    // Who was to be deleted and is still there gets no new contact by itself.
    private PlannedChange Left(PlannedChange change)
        => change.Action == ChangeAction.Unlink && _onlyBlocked.Contains(change.UserId!) ? change with { Departed = Side.Crm } : change;

    private static ChangeOutcome QuietOutcome(ChangeAction action) => action switch
    {
        ChangeAction.Conflict => ChangeOutcome.Conflict,
        ChangeAction.Skip or ChangeAction.OutOfScope => ChangeOutcome.Skipped,
        _ => ChangeOutcome.Declined,
    };

    private async IAsyncEnumerable<SyncResult> WriteAsync(ChangeAction action, Side target, CancellationToken stop, [EnumeratorCancellation] CancellationToken cut)
    {
        if (_plan.Count(action, target) == 0)
            yield break;
        ConnectorCapabilities capabilities = _scope.EndOf(target).Capabilities;
        int parallel = _sender.Stages(target) ? 1 : Math.Max(1, Math.Min(_throttle ?? capabilities.MaxParallel, capabilities.MaxParallel));
        var underWay = new List<Task<List<SyncResult>>>();
        var batch = new List<(long Number, PlannedChange Change)>();
        try
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action).Where(c => c.Change.Target == target))
            {
                if (stop.IsCancellationRequested)
                    break;
                if (_plan.IsDeclined(action, number) || (action == ChangeAction.Update && _notLinked.Contains(change.UserId!)))
                {
                    yield return End(action, number, change, ChangeOutcome.Declined);
                    continue;
                }

                if (Ready(action, change) is not { } ready)
                {
                    yield return End(action, number, change, ChangeOutcome.Declined);
                    continue;
                }

                batch.Add((number, ready));
                if (batch.Count < capabilities.WriteBatch)
                    continue;
                underWay.Add(EndedAsync(action, [.. batch], cut));
                batch.Clear();
                while (underWay.Count >= parallel)
                {
                    foreach (SyncResult result in await TakeAsync(underWay))
                        yield return result;
                }
            }

            if (batch.Count > 0 && !stop.IsCancellationRequested)
                underWay.Add(EndedAsync(action, batch, cut));
            while (underWay.Count > 0)
            {
                foreach (SyncResult result in await TakeAsync(underWay))
                    yield return result;
            }
        }
        finally
        {
            // Whatever ended this, the requests in hand are still ours: their answers are stored before the store closes.
            await Task.WhenAll((IEnumerable<Task>)underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (Task<List<SyncResult>> ended in underWay.Where(t => t.IsCompletedSuccessfully))
                _late.AddRange(await ended);
        }
    }

    // What tells of a record that this run makes waits for it.
    private PlannedChange? Ready(ChangeAction action, PlannedChange change)
        => action == ChangeAction.Note ? _noted.Of(change, ChosenContact) : action == ChangeAction.Update && change.UserId is null ? _sender.OfNewUser(change) : change;

    // A staged contact is there once it is committed; until then only its id is known.
    private string? ChosenContact(PlannedChange note) => _sender.Chosen(note with { Action = ChangeAction.Create }).ContactId;

    private static async Task<List<SyncResult>> TakeAsync(List<Task<List<SyncResult>>> underWay)
    {
        Task<List<SyncResult>> first = await Task.WhenAny(underWay);
        underWay.Remove(first);
        return await first;
    }

    private async Task<List<SyncResult>> EndedAsync(ChangeAction action, List<(long Number, PlannedChange Change)> batch, CancellationToken cut)
        => [.. (await _sender.SendAsync(batch, cut)).Select(e => End(action, e.Number, e.Confirmation.Change, e.Confirmation.Outcome, e.Confirmation.Error))];

    private IEnumerable<SyncResult> StagedResults(Side side, Dictionary<long, SyncError> taken)
    {
        foreach (ChangeAction action in Written)
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action))
            {
                if (change.Target != side || HasEnded(action, number))
                    continue;
                PlannedChange chosen = _sender.Chosen(change.UserId is null ? Ready(action, change) ?? change : change);
                SyncError? error = taken.Count == 0 ? null : taken.Values.FirstOrDefault(e => e.Item == chosen.UserId);
                yield return End(action, number, chosen, error is null ? ChangeOutcome.Done : ChangeOutcome.Conflict, error);
            }
        }
    }

    private bool HasEnded(ChangeAction action, long number) => _ended[(int)action]?[(int)number] == true;

    private SyncResult End(ChangeAction action, long number, PlannedChange change, ChangeOutcome outcome, SyncError? error = null)
    {
        lock (_ended)
        {
            (_ended[(int)action] ??= new BitArray(checked((int)_plan.Count(action))))[(int)number] = true;
            _tally.Add(outcome == ChangeOutcome.Conflict ? ChangeAction.Conflict : change.Action, change.Target, outcome);
            if (action == ChangeAction.Delete && change.Action == ChangeAction.Block)
                _onlyBlocked.Add(change.UserId!);
            _noted.Take(change, outcome);
            bool removes = action is ChangeAction.Note or ChangeAction.Delete && change.UserId is { } user && _unlinkedLast.Contains(user);
            if (outcome != ChangeOutcome.Done && (removes || (_plan.LinksLast && action == ChangeAction.Update && outcome != ChangeOutcome.Declined)))
                _notRemoved.Add(change.UserId!);
        }

        return _scope.ResultOf(change, outcome, error);
    }
}
