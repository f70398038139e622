using System.Runtime.CompilerServices;
using System.Text.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>One run from its first read to its summary.</summary>
internal sealed class RunInProgress
{
    private readonly Workspace _workspace;
    private readonly SyncRequest _request;
    private readonly Func<CmsUser, CancellationToken, Task<UserChoice>>? _choose;
    private readonly Plan _plan;
    private readonly RunScope _scope;
    private readonly Tally _tally = new();
    private readonly ProgressMeter _meter;
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private PlanExecutor? _executor;
    private string _reading = "";
    private bool _cameToEnd;
    private SyncRun? _before;

    public RunInProgress(Workspace workspace, SyncRequest request, Plan plan)
    {
        _workspace = workspace;
        _request = request.Choose is null ? request : request with { Choose = ChooseAsync };
        _choose = request.Choose;
        _plan = plan;
        _startedAt = workspace.Host.Clock.GetUtcNow();
        _started = workspace.Host.Clock.GetTimestamp();
        _meter = new ProgressMeter(workspace.Host.Clock, request.Progress);
        _scope = new RunScope(workspace, SyncRun.NewId(_startedAt));
    }

    private TimeProvider Clock => _workspace.Host.Clock;

    private string DirectionName => _request.Undo is not null ? "Undo" : _request.Relinks.Count > 0 ? "Relink" : Direction.ToString();

    // By hand or back: nobody is looked for, and the brakes are for what runs by itself.
    private bool IsOrdinary => _request.Undo is null && _request.Relinks.Count == 0;

    private SyncDirection Direction => _request.Relinks.Count > 0 ? SyncDirection.Both : _request.Direction ?? _workspace.Profile.Direction;

    public Task StartAsync(CancellationToken cancellationToken) => _workspace.Store.Runs.StartAsync(
        new SyncRun
        {
            Run = _scope.Run,
            Profile = _workspace.Profile.Name,
            Site = _workspace.Site,
            Account = _workspace.Account,
            Direction = DirectionName,
            State = "running",
            StartedAt = _startedAt,
        },
        cancellationToken);

    public async IAsyncEnumerable<SyncEvent> EventsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var identities = new IdentityCheck(_workspace.Store, _request);
        var clocks = new SideClocks(Clock);
        foreach ((IConnector end, string name) in new (IConnector, string)[] { (_workspace.Cms, _workspace.Site), (_workspace.Crm, _workspace.Account) })
        {
            EndIdentity identity = await identities.CheckAsync(end, name, stop);
            TimeSpan? skew = identity.Clock - Clock.GetUtcNow();
            clocks = end.Side == Side.Cms ? clocks with { UserSkew = skew } : clocks with { ContactSkew = skew };
            if (identity.Warning is { } warning)
                yield return new MessageEvent(IsWarning: true, warning);
        }

        var settlement = new Settlement(_scope);
        if (_request.WhatIf)
        {
            int open = await settlement.CountAsync(stop);
            if (open > 0)
                yield return new MessageEvent(IsWarning: true, FormattableString.Invariant($"{open} writes of a run that died are still to be settled; a real run does that first."));
        }
        else
        {
            await foreach (MessageEvent message in settlement.SettleAsync(stop))
                yield return message;
        }

        _before = await _workspace.Store.Runs.LastFinishedAsync(_workspace.Site, _workspace.Account, stop);
        EarlierConflicts earlier = await EarlierConflicts.ReadAsync(_workspace, stop);
        RecordFilter? narrowing = _request.Tags.Count + _request.NotTags.Count == 0 ? null : new RecordFilter { Tags = _request.Tags, NotTags = _request.NotTags };
        var rules = new PlanRules(_workspace.Profile, _workspace.Crm.Capabilities, Direction, narrowing)
        {
            Clocks = clocks,
            FirstRun = _before is null,
            Rebase = _request.Rebase,
            Ignored = earlier.Ignored,
            Open = earlier.Open,
            Unclear = earlier.Unclear,
            UnclearUsers = earlier.UnclearUsers,
            CreateFor = earlier.CreateFor,
        };
        using (IPlanBuilder planner = Builder(rules))
        {
            await foreach (SyncEvent reading in planner.BuildAsync(stop))
                yield return reading;
            _reading = planner.Reading;
        }

        yield return new MessageEvent(IsWarning: false, !IsOrdinary ? $"The plan was made {_reading}." : $"{(_plan.Base == Side.Cms ? "Users" : "Contacts")} were read: {_reading}.");
        long links = await _workspace.Store.Links.CountAsync(_workspace.Site, _workspace.Account, stop);
        if (IsOrdinary || _request.MaxDeletePercent is not null)
            Brakes.Check(_plan, links, _workspace.Profile.Brakes, _request.MaxDeletePercent, _before?.MatchHash is { } hash && hash != _workspace.Profile.MatchAndFilterHash);
        foreach (PlannedEvent planned in Ask())
        {
            stop.ThrowIfCancellationRequested();
            yield return planned;
        }

        if (_request.WhatIf)
        {
            if (_plan.MirrorMissing.Count > 0)
                yield return new MessageEvent(IsWarning: false, FormattableString.Invariant($"{_plan.MirrorMissing.Count} links would also be written to the CRM's own table."));
            foreach (SyncResult quiet in Quiet())
                yield return new ResultEvent(quiet);
            foreach (MessageEvent pace in Pace())
                yield return pace;
            _cameToEnd = true;
            yield break;
        }

        MirrorStep? mirror = MirrorStep.Of(_workspace, _plan);
        _executor = new PlanExecutor(_scope, _plan, _tally, _request.ThrottleLimit, mirror);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_workspace.Host.Cut);
        await using CancellationTokenRegistration grace = stop.Register(() => cut.CancelAfter(_workspace.Host.StopGrace));
        long done = 0;
        await foreach (SyncResult result in _executor.RunAsync(stop, cut.Token))
        {
            if (result.Action != SyncAction.Confirmed)
                yield return new ResultEvent(result);
            if (_meter.IsDue("Writing"))
                yield return new ProgressEvent("Writing", done, _plan.Writes);
            done++;
        }

        foreach (string trouble in mirror?.Messages ?? [])
            yield return new MessageEvent(IsWarning: true, trouble);
        foreach (MessageEvent pace in Pace())
            yield return pace;
        _cameToEnd = !stop.IsCancellationRequested;
    }

    private IPlanBuilder Builder(PlanRules rules) => _request.Undo is not null ? new UndoPlanner(_workspace, rules, _request, _plan, _meter)
        : _request.Relinks.Count > 0 ? new RelinkPlanner(_workspace, rules, _request, _plan)
        : new Planner(_workspace, rules, _request, _plan, _meter);

    private IEnumerable<MessageEvent> Pace()
    {
        foreach (IConnector end in (IConnector[])[_workspace.Cms, _workspace.Crm])
        {
            if (end.Requests.InWords() is { } words)
                yield return new MessageEvent(IsWarning: false, $"{(end.Side == Side.Cms ? "CMS" : "CRM")}: {words}.");
        }
    }

    /// <summary>Results that were not told yet because the run ended early.</summary>
    public IEnumerable<SyncResult> Rest()
    {
        if (_request.WhatIf || _cameToEnd)
            yield break;
        foreach (SyncResult result in (_executor ?? new PlanExecutor(_scope, _plan, _tally, null)).Rest())
        {
            if (result.Action != SyncAction.Confirmed)
                yield return result;
        }
    }

    /// <summary>An error when not every planned change ended in exactly one outcome.</summary>
    public UserSyncException? Disagreement()
    {
        long planned = Enum.GetValues<ChangeAction>().Sum(_plan.Count);
        return _request.WhatIf || _tally.Ended == planned ? null : new UserSyncException(new SyncError(
            ErrorIds.CountersDisagree, FormattableString.Invariant($"{planned} changes were planned, {_tally.Ended} ended: the numbers of this run cannot be trusted."))
        {
            Remedy = "Run again and report this as a fault of UserSync, with the journal of the run.",
        });
    }

    /// <summary>Ends the run in the store and makes its summary.</summary>
    /// <param name="error">What ended it early.</param>
    /// <param name="stopped">By whom it was stopped, when it was.</param>
    public async Task<SummaryEvent> FinishAsync(SyncError? error, string? stopped)
    {
        SyncSummary summary = Summary(error?.ToString() ?? (_cameToEnd ? null : stopped));
        if (_request.WhatIf || (_executor is null && error?.Id == ErrorIds.LeaseLost))
            return new SummaryEvent(summary, error);
        bool whole = _cameToEnd && error is null;
        string state = error is not null ? RunEnds.Of(error) switch { RunEnd.Braked => "braked", RunEnd.Human when !WasLent(error) => "human", _ => "failed" }
            : !whole ? "stopped" : summary.Failed + summary.NotAttempted > 0 ? "partly" : "done";
        if (error?.Id != ErrorIds.LeaseLost)
            await _workspace.Store.Runs.FinishAsync(_scope.Run, state, JsonSerializer.Serialize(summary), error?.Id, summary.Ended, Covered(), CancellationToken.None);

        // After the end of the run: a cursor that moved for a run that never ended would make its failed users forgotten.
        if (whole)
            await RememberAsync();
        return new SummaryEvent(summary, error);
    }

    // Whom the caller leaves out, or can make nothing of, is left alone whatever the links say.
    private async Task<UserChoice> ChooseAsync(CmsUser user, CancellationToken cancellationToken)
    {
        UserChoice choice = await _choose!(user, cancellationToken);
        if (choice.User is null)
            _plan.LeaveAlone(user.UserId);
        else if (choice.User.UserId != user.UserId)
            throw new InvalidOperationException($"User {user.UserId} was answered with user {choice.User.UserId}.");
        return choice;
    }

    // A run over given users says nothing of the others: it is neither the first run nor does it accept a changed match or filter.
    private string? Covered() => _plan.Whole ? _workspace.Profile.MatchAndFilterHash : _plan.FromCursor ? _before?.MatchHash : null;

    // A credential that came with the call stands in no profile: that it was refused says nothing about the next run.
    private bool WasLent(SyncError error) => error.Id == ErrorIds.CredentialRefused
        && new[] { _workspace.Profile.Cms.Credential, _workspace.Profile.Crm.Credential }.Any(c => c is not null && SecretReference.Parse(c) is null);

    private async Task RememberAsync()
    {
        LinkStore store = _workspace.Store;
        await RememberCountAsync(Side.Cms, _workspace.Site, _plan.UserCount);
        await RememberCountAsync(Side.Crm, _workspace.Account, _plan.ContactCount);
        bool allSeen = (_plan.Whole || _plan.FromCursor) && _tally.Of(ChangeOutcome.NotAttempted) + _tally.Of(ChangeOutcome.Declined) == 0;
        if (_plan.Hashes is { } hashes && allSeen)
            await store.Ends.SaveHashesAsync(_workspace.Site, _workspace.Account, hashes, CancellationToken.None);
        if (_plan.Latest is { } latest && allSeen)
        {
            // A time in the future would hide whatever changes until then.
            await store.Ends.SaveCursorAsync(_workspace.Site, _workspace.Account, _plan.Base, latest < _startedAt ? latest : _startedAt, CancellationToken.None);
        }

        if (_plan.Whole)
            await store.Conflicts.CloseUnseenAsync(_workspace.Site, _workspace.Account, _scope.Run, Direction, CancellationToken.None);
        await store.Changes.RemoveBeforeAsync(_workspace.Site, _workspace.Account, Clock.GetUtcNow() - TimeSpan.FromDays(_workspace.Profile.History.KeepDays), CancellationToken.None);
    }

    // What a run deleted itself must not make the next listing look as if records were missing; taking back a run counts nothing.
    private async Task RememberCountAsync(Side side, string name, long? counted)
    {
        long deleted = _tally.Done(ChangeAction.Delete, side);
        if ((counted ?? (deleted > 0 ? await _workspace.Store.Ends.CountAsync(side, name, CancellationToken.None) : null)) is { } before)
            await _workspace.Store.Ends.SaveCountAsync(side, name, Math.Max(0, before + (counted is null ? 0 : _tally.Done(ChangeAction.Create, side)) - deleted), CancellationToken.None);
    }

    private IEnumerable<PlannedEvent> Ask()
    {
        var declinedLinks = new HashSet<string>(StringComparer.Ordinal);
        var declinedUnlinks = new HashSet<string>(StringComparer.Ordinal);
        var declinedCreates = new HashSet<(string?, string?)>();
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>().TakeWhile(a => a < ChangeAction.Conflict))
        {
            foreach ((long number, PlannedChange change) in _plan.Read(action))
            {
                if (change.Error is not null)
                    continue;
                var planned = new PlannedEvent(change, $"{(change.UserId is null ? $"contact {change.ContactId}" : $"user {change.UserId}")} ({change.Email ?? change.Name})");

                // Without the link the record is not ours to change; whoever keeps the link keeps the contact.
                if ((action is ChangeAction.Update or ChangeAction.Note && declinedLinks.Contains(change.UserId!))
                    || (action is ChangeAction.Update or ChangeAction.Note && declinedCreates.Contains((change.UserId, change.ContactId)))
                    || ((action is ChangeAction.Note or ChangeAction.Delete || (_plan.LinksLast && action == ChangeAction.Update)) && declinedUnlinks.Contains(change.UserId!)))
                    planned.Declined = true;
                else
                    yield return planned;
                if (!planned.Declined)
                    continue;
                _plan.Decline(action, number);
                if (action == ChangeAction.Link)
                    declinedLinks.Add(change.UserId!);
                if (action == ChangeAction.Unlink)
                    declinedUnlinks.Add(change.UserId!);
                if (action == ChangeAction.Create)
                    declinedCreates.Add((change.UserId, change.ContactId));
            }
        }
    }

    private IEnumerable<SyncResult> Quiet()
    {
        foreach (ChangeAction action in Enum.GetValues<ChangeAction>())
        {
            foreach ((_, PlannedChange change) in _plan.Read(action))
            {
                ChangeOutcome outcome = change.Error is not null ? ChangeOutcome.Failed
                    : action == ChangeAction.Conflict ? ChangeOutcome.Conflict
                    : action is ChangeAction.Skip or ChangeAction.OutOfScope ? ChangeOutcome.Skipped
                    : ChangeOutcome.Declined;
                _tally.Add(action, change.Target, outcome);
                if (outcome != ChangeOutcome.Declined)
                    yield return _scope.ResultOf(change, outcome, change.Error);
            }
        }
    }

    private SyncSummary Summary(string? ended)
    {
        long Made(ChangeAction action) => _request.WhatIf ? _plan.CountFeasible(action) : _tally.Done(action);
        return new SyncSummary
        {
            Run = _scope.Run,
            Profile = _workspace.Profile.Name,
            Direction = DirectionName,
            WhatIf = _request.WhatIf,
            Checked = _plan.Checked,
            AlreadyLinked = _plan.AlreadyLinked,
            Linked = Made(ChangeAction.Link),
            Created = Made(ChangeAction.Create),
            Updated = Made(ChangeAction.Update),
            Deleted = Made(ChangeAction.Delete),
            Unlinked = Made(ChangeAction.Unlink),
            Blocked = Made(ChangeAction.Block),
            Skipped = _tally.Of(ChangeOutcome.Skipped) + (_request.WhatIf ? 0 : _tally.Of(ChangeOutcome.Declined)),
            Conflicts = _tally.Of(ChangeOutcome.Conflict),
            Failed = _tally.Of(ChangeOutcome.Failed),
            NotAttempted = _tally.Of(ChangeOutcome.NotAttempted),
            Requests = new RequestTotals(
                _workspace.Cms.Requests.Reads + _workspace.Cms.Requests.Writes, _workspace.Crm.Requests.Reads + _workspace.Crm.Requests.Writes,
                _workspace.Cms.Requests.Writes + _workspace.Crm.Requests.Writes),
            StartedAt = _startedAt,
            Seconds = Math.Round(Clock.GetElapsedTime(_started).TotalSeconds, 3),
            Reading = _reading,
            Ended = ended,
        };
    }
}
