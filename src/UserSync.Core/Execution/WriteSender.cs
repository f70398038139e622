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
    private long _sequence;

    public WriteSender(RunScope scope) => _scope = scope;

    /// <summary>True when writes are staged and become real with a commit.</summary>
    public bool Stages => _scope.Workspace.Crm.Capabilities.Transactional;

    /// <summary>True when something was staged.</summary>
    public bool HasStaged => Stages && _sequence > 0;

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
        var sent = new Dictionary<long, (long Number, PlannedChange Change)>();
        var ended = new List<(long Number, Confirmation Confirmation)>();
        foreach ((long number, PlannedChange change) in batch)
        {
            if (change.Error is not null)
                ended.Add((number, new Confirmation(change, ChangeOutcome.Failed, change.Error)));
            else
                sent[Interlocked.Increment(ref _sequence) - 1] = (number, Chosen(change));
        }

        List<RecordWrite> writes = [.. sent.Select(s => WriteOf(s.Value.Change, s.Key, _scope.MarkerOf(s.Value.Change), s.Value.Change.ContactId))];
        if (writes.Count > 0 && !Stages)
        {
            await _scope.Store.Intents.AddAsync(_scope.Workspace.Site, _scope.Workspace.Account, [.. sent.Select(s => IntentOf(s.Key, s.Value.Change))], CancellationToken.None);
            _scope.Workspace.Host.Seam("intent");
        }

        if (writes.Count > 0)
            ended.AddRange(await AnswersAsync(writes, sent, cut));
        IReadOnlyList<Confirmation> written = ended.Count == 0 ? [] : await _scope.ConfirmAsync([.. ended.Select(e => e.Confirmation)], CancellationToken.None);
        if (!Stages)
            _scope.Workspace.Host.Seam("commit");
        return [.. ended.Select((e, n) => (e.Number, written[n]))];
    }

    private static string[] Memberships(PlannedChange change, string list, bool joins) =>
        [.. change.Writes.Where(w => w.Value.HasValue == joins).Select(static w => MembershipPath.Parse(w.Path)).OfType<MembershipPath>().Where(m => m.Base == list).Select(static m => m.Name)];

    private async Task<List<(long Number, Confirmation Confirmation)>> AnswersAsync(
        List<RecordWrite> writes, Dictionary<long, (long Number, PlannedChange Change)> sent, CancellationToken cut)
    {
        IConnector target = _scope.TargetOf(sent.Values.First().Change);
        if (!Stages)
            _scope.Workspace.Host.Seam("request");
        IReadOnlyList<WriteResult> answers;
        try
        {
            target.Requests.Carried(write: true, writes.Count);
            answers = await target.WriteAsync(writes, cut);
        }
        catch (ConnectorException failure) when (failure.Kind != ConnectorErrorKind.InDoubt && !Stages)
        {
            // The connector's promise: nothing of this call was stored. The run ends; these intents are void.
            await _scope.ConfirmAsync([.. sent.Select(s => new Confirmation(s.Value.Change, ChangeOutcome.NotAttempted, failure.Error, (_scope.Run, s.Key)))], CancellationToken.None);
            throw;
        }

        if (!Stages)
            _scope.Workspace.Host.Seam("answer");
        var ended = new List<(long, Confirmation)>();
        var staged = new List<Intent>();
        foreach (WriteResult answer in answers)
        {
            (long number, PlannedChange change) = sent[answer.IntentId];
            (string, long)? intent = Stages ? null : (_scope.Run, answer.IntentId);
            switch (answer.Outcome)
            {
                case WriteOutcome.Done when Stages:
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

    /// <summary>Confirms all that was staged, in one transaction; brings the links that were taken.</summary>
    public Task<Dictionary<long, SyncError>> ConfirmStagedAsync() => _scope.Store.WriteAsync(
        async (connection, transaction) =>
        {
            var taken = new Dictionary<long, SyncError>();
            await using var writer = new ConfirmationWriter(connection, transaction, _scope.Run, _scope.Workspace.Site, _scope.Workspace.Account, _scope.Workspace.Host.Clock);
            long last = -1;
            while (true)
            {
                List<Intent> page = await IntentTable.ReadRunAsync(connection, transaction, _scope.Run, last, ConfirmPage, CancellationToken.None);
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

            await IntentTable.DeleteRunAsync(connection, transaction, _scope.Run, CancellationToken.None);
            return taken;
        },
        CancellationToken.None);

    /// <summary>The change with the id that its new record will have, where we choose it.</summary>
    public PlannedChange Chosen(PlannedChange change)
        => change.Action == ChangeAction.Create && _scope.TargetOf(change) is { Capabilities.ChoosesId: true } target
            ? change with { ContactId = target.ChooseId(_scope.MarkerOf(change)) }
            : change;

    private Intent IntentOf(long sequence, PlannedChange change) => new(_scope.Run, sequence, change, _scope.MarkerOf(change), _scope.Workspace.Host.Clock.GetUtcNow());
}
