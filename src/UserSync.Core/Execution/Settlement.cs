using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>Settles the writes of a run that died before their answers were stored: adopts what exists, forgets what does not.</summary>
internal sealed class Settlement
{
    // A file is read once per page, so its pages are large.
    private const int Page = 500;
    private const int TransactionalPage = 50_000;
    private readonly RunScope _scope;
    private readonly WriteSender _sender;
    private readonly HeldRecords _held;

    public Settlement(RunScope scope)
    {
        _scope = scope;
        _sender = new WriteSender(scope);
        _held = new HeldRecords(scope.Workspace);
    }

    private Workspace Workspace => _scope.Workspace;

    /// <summary>How many intents are open.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
        => (await _scope.Store.Intents.ReadAsync(Workspace.Site, Workspace.Account, "", -1, 1000, cancellationToken)).Count;

    /// <summary>Settles all open intents of the pair; tells what became of each.</summary>
    public async IAsyncEnumerable<MessageEvent> SettleAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (string Run, long Sequence) last = ("", -1);
        int size = Workspace.Crm.Capabilities.Transactional || Workspace.Cms.Capabilities.Transactional ? TransactionalPage : Page;
        while (true)
        {
            List<Intent> page = await _scope.Store.Intents.ReadAsync(Workspace.Site, Workspace.Account, last.Run, last.Sequence, size, cancellationToken);
            if (page.Count == 0)
                yield break;
            last = (page[^1].Run, page[^1].Sequence);
            var settled = new List<Confirmation>(page.Count);
            settled.AddRange(await CreatesAsync([.. page.Where(i => i.Change.Action == ChangeAction.Create)], cancellationToken));
            settled.AddRange(await ChangesAsync([.. page.Where(i => i.Change.Action != ChangeAction.Create)], cancellationToken));
            IReadOnlyList<Confirmation> written = await _scope.ConfirmAsync(settled, cancellationToken);
            await ReportAsync(written, cancellationToken);
            int adopted = written.Count(c => c.Outcome == ChangeOutcome.Done);
            yield return new MessageEvent(IsWarning: true, FormattableString.Invariant($"A run ended before {page.Count} of its writes were confirmed: {adopted} had been stored and are taken over, the others are planned again."));
        }
    }

    private async Task<List<Confirmation>> CreatesAsync(List<Intent> intents, CancellationToken cancellationToken)
    {
        var settled = new List<Confirmation>();
        foreach (IGrouping<Side, Intent> side in intents.GroupBy(i => i.Change.Target))
        {
            Intent[] open = [.. side];
            IConnector connector = _scope.EndOf(side.Key);
            List<OpenCreate> creates = [.. open.Select((intent, n) => new OpenCreate(n, _sender.WriteOf(intent.Change, n, intent.Marker), intent.CreatedAt))];
            var results = new Dictionary<long, SettledCreate>();
            await foreach (SettledCreate result in connector.SettleAsync(creates, cancellationToken))
                results[result.IntentId] = result;
            Dictionary<string, HeldRecord> held = await _held.ReadAsync(side.Key, results.Values.Select(r => (r.Key ?? r.RecordId)!).Where(k => k is not null), open, cancellationToken);
            for (int n = 0; n < open.Length; n++)
            {
                SettledCreate? result = results.GetValueOrDefault(n);
                PlannedChange change = open[n].Change;
                (string, long)? intent = (open[n].Run, open[n].Sequence);
                settled.Add(result switch
                {
                    null or { Ambiguous: true } => new Confirmation(Unclear(change), ChangeOutcome.Conflict, null, intent),
                    { RecordId: { } id } => new Confirmation(AsHeld(Made(change, id, result.Key) with { Reason = change.Reason + "; found again after a run that died" }, held.GetValueOrDefault(id)), ChangeOutcome.Done, null, intent),
                    _ => new Confirmation(change with { Reason = "not stored before the run died; planned again" }, ChangeOutcome.NotAttempted, null, intent),
                });
            }
        }

        return settled;
    }

    private static PlannedChange Made(PlannedChange change, string id, string? key)
        => change.Target == Side.Crm ? change with { ContactId = id } : change with { UserId = id, UserKey = key ?? id };

    private static PlannedChange Unclear(PlannedChange change) => change.Target == Side.Crm
        ? change with { Action = ChangeAction.Conflict, Conflict = ConflictKind.UnclearCreate, Reason = $"A contact was being created for user {change.UserId} when the run died; several records may be it. Link the right one with New-SyncLink." }
        : change with { Action = ChangeAction.Conflict, Conflict = ConflictKind.UnclearCreate, UserId = null, Reason = $"A user was being created for contact {change.ContactId} when the run died; several accounts may be it. Link the right one with New-SyncLink." };

    // A value that equals what we were about to write is ours, not somebody's edit.
    private async Task<List<Confirmation>> ChangesAsync(List<Intent> intents, CancellationToken cancellationToken)
    {
        var settled = new List<Confirmation>();
        foreach (IGrouping<Side, Intent> group in intents.GroupBy(i => i.Change.Target))
        {
            Intent[] side = [.. group];
            Dictionary<string, HeldRecord> held = await _held.ReadAsync(group.Key, side.Select(i => KeyOf(i.Change)).OfType<string>(), side, cancellationToken);
            HashSet<long> noted = await NotedAsync(side, cancellationToken);
            for (int n = 0; n < side.Length; n++)
            {
                PlannedChange change = side[n].Change;
                HeldRecord? record = IdOf(change) is { } id ? held.GetValueOrDefault(id) : null;
                bool stored = IdOf(change) is not null && (change.Action == ChangeAction.Note ? noted.Contains(n) : IsStored(change, record));
                settled.Add(new Confirmation(stored && change.Action == ChangeAction.Update ? AsHeld(change, record) : change, stored ? ChangeOutcome.Done : ChangeOutcome.NotAttempted, null, (side[n].Run, side[n].Sequence)));
            }
        }

        return settled;
    }

    private static string? IdOf(PlannedChange change) => change.Target == Side.Crm ? change.ContactId : change.UserId;

    private static string? KeyOf(PlannedChange change) => change.Target == Side.Crm ? change.ContactId : change.UserKey ?? change.UserId;

    private static bool IsStored(PlannedChange change, HeldRecord? record) => change.Action switch
    {
        ChangeAction.Update => record is not null && change.Writes.All(w => Holds(record.Get, w)),
        ChangeAction.Block => record is { Enabled: false },
        ChangeAction.Delete => record is null or { IsLive: false },
        _ => false,
    };

    private async Task<HashSet<long>> NotedAsync(Intent[] intents, CancellationToken cancellationToken)
    {
        List<RecordWrite> notes = [.. intents.Select((i, n) => (Intent: i, Number: n)).Where(i => i.Intent.Change is { Action: ChangeAction.Note, ContactId: not null })
            .Select(i => _sender.WriteOf(i.Intent.Change, i.Number, i.Intent.Marker))];
        return notes.Count == 0 ? [] : [.. await Workspace.Crm.FindNotesAsync(notes, cancellationToken)];
    }

    // The baseline is what the side holds, not what was sent. What did not get there has none, so that it is filled as at a first meeting.
    private static PlannedChange AsHeld(PlannedChange change, HeldRecord? record)
    {
        if (record is not { IsLive: true })
            return change;
        var returned = new FieldMap();
        foreach (FieldWrite write in change.Writes)
            returned[write.Path] = record.Get(write.Path);
        PlannedChange held = RunScope.Confirmed(change, new WriteResult(0, WriteOutcome.Done) { RecordId = record.Id, Key = record.Key, Url = record.Url, Returned = returned });
        for (int n = 0; n < change.Writes.Count; n++)
        {
            if (change.Writes[n].Value.HasValue && returned[change.Writes[n].Path].IsEmpty)
                held.Baseline.Remove(change.WriteKeys[n]);
        }

        return held;
    }

    private static bool Holds(Func<string, FieldValue> get, FieldWrite write)
    {
        FieldValue held = get(write.Path);
        if (MultiPath.Parse(write.Path) is { } list && write.Value.Text is { } text)
            return held.Values.Any(v => FieldEquality.SameText(list.Base, v, text));
        return FieldEquality.Same(write.Path, held, write.Value);
    }

    private Task ReportAsync(IReadOnlyList<Confirmation> written, CancellationToken cancellationToken)
    {
        List<SyncConflict> conflicts = [.. written.Where(c => c.Change.Action == ChangeAction.Conflict).Select(c => ConflictOf(Workspace, c.Change))];
        return conflicts.Count == 0 ? Task.CompletedTask : _scope.Store.WriteAsync(
            (connection, transaction) => ConflictTable.SaveAgainAsync(connection, transaction, _scope.Run, Workspace.Host.Clock.GetUtcNow(), conflicts, cancellationToken), cancellationToken);
    }

    /// <summary>A planned conflict as the store keeps it.</summary>
    public static SyncConflict ConflictOf(Workspace workspace, PlannedChange change) => new()
    {
        Site = workspace.Site,
        Account = workspace.Account,
        Kind = change.Conflict ?? ConflictKind.ContactTaken,
        UserId = change.UserId,
        ContactId = change.ContactId,
        Email = change.Email,
        Candidates = change.Candidates,
        Reason = change.Reason,
    };
}
