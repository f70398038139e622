using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Plans the way back from a run, line by line of its journal from the last to the first. A value that changed since is nobody's
/// to take back, and what cannot be taken back, such as a deleted record, is said.
/// </summary>
internal sealed class UndoPlanner : IPlanBuilder
{
    private const int Part = 500;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly SyncRequest _request;
    private readonly Plan _plan;
    private readonly ProgressMeter _meter;
    private readonly HeldRecords _held;
    private Dictionary<string, List<string>> _addresses = [];

    public UndoPlanner(Workspace workspace, PlanRules rules, SyncRequest request, Plan plan, ProgressMeter meter)
    {
        _workspace = workspace;
        _rules = rules;
        _request = request;
        _plan = plan;
        _meter = meter;
        _held = new HeldRecords(workspace);
    }

    /// <inheritdoc/>
    public string Reading => $"from the journal of run {_request.Undo}";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncEvent> BuildAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<SyncChange> lines = await LinesAsync(cancellationToken);
        lines.Reverse();
        _plan.Checked = lines.Count;
        _addresses = await AddressesAsync(lines, cancellationToken);
        foreach (SyncChange[] part in lines.Chunk(Part))
        {
            Dictionary<string, LinkedPair> pairs = await PairsAsync(part, cancellationToken);
            string KeyOf(string userId) => pairs.TryGetValue(userId, out LinkedPair? pair) ? pair.Link.UserKey : userId;
            Dictionary<string, HeldRecord> users = await _held.ReadAsync(Side.Cms, part.Select(l => l.UserId).OfType<string>().Select(KeyOf), PathsOf(part, Side.Cms), cancellationToken);
            Dictionary<string, HeldRecord> contacts = await _held.ReadAsync(Side.Crm, part.Select(l => l.ContactId).OfType<string>(), PathsOf(part, Side.Crm), cancellationToken);
            foreach (SyncChange line in part)
            {
                HeldRecord? user = line.UserId is { } u ? users.GetValueOrDefault(u) : null;
                HeldRecord? contact = line.ContactId is { } c ? contacts.GetValueOrDefault(c) : null;
                LinkedPair? pair = line.UserId is { } id && pairs.GetValueOrDefault(id) is { } found && found.Link.ContactId == line.ContactId ? found : null;
                foreach (PlannedChange change in Back(line, pair, user is { IsLive: true } ? user : null, contact is { IsLive: true } ? contact : null))
                    _plan.Add(change);
            }

            if (_meter.IsDue("Planning"))
                yield return new ProgressEvent("Planning", 0, lines.Count);
        }
    }

    public void Dispose()
    {
        // What it reads is not kept.
    }

    private async Task<List<SyncChange>> LinesAsync(CancellationToken cancellationToken)
    {
        string run = _request.Undo!;
        if (!await _workspace.Store.Runs.HasAsync(run, _workspace.Site, _workspace.Account, cancellationToken))
        {
            throw new UserSyncException(new SyncError(ErrorIds.RunNotFound, $"There is no run {run} between site {_workspace.Site} and account {_workspace.Account}.")
            {
                Item = run,
                Remedy = "List the runs with Get-SyncHistory -Summary.",
            });
        }

        var query = new ChangeQuery { Site = _workspace.Site, Account = _workspace.Account, Run = run, Outcome = ChangeOutcome.Done };
        return await _workspace.Store.Changes.ReadAsync(query, cancellationToken).ToListAsync(cancellationToken);
    }

    // The users who have, by now, an address that another user would get back.
    private async Task<Dictionary<string, List<string>>> AddressesAsync(List<SyncChange> lines, CancellationToken cancellationToken)
    {
        var holders = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (SyncChange line in lines.Where(l => l.Target == Side.Cms && l.Action == nameof(SyncAction.Updated)))
        {
            if (line.Fields.FirstOrDefault(f => f.Path == "email")?.Before.Text is { } former && EmailNormaliser.Normalise(former) is { } key)
                holders[key] = [];
        }

        if (holders.Count == 0)
            return holders;
        var query = new RecordQuery { Fields = ["email"] };
        ConnectorCapabilities site = _workspace.Cms.Capabilities;
        IAsyncEnumerable<CmsUser> users = site.FindByEmail && site.Costs.FindBatch > 0
            ? holders.Keys.ToList().Chunk(site.Costs.FindBatch).ToAsyncEnumerable().SelectMany(part => _workspace.Cms.FindAsync(new LookupKey(KeyKind.Email, "email"), part, query, cancellationToken))
            : _workspace.Cms.ReadAsync(query, cancellationToken);
        await foreach (CmsUser user in users)
        {
            if (EmailNormaliser.Normalise(user.Email ?? "") is { } key && holders.TryGetValue(key, out List<string>? ids))
                ids.Add(user.UserId);
        }

        return holders;
    }

    private string? HolderOf(SyncChange line, FieldWrite field)
        => line.Target == Side.Cms && field.Path == "email" && EmailNormaliser.Normalise(field.Before.Text ?? "") is { } key && _addresses.TryGetValue(key, out List<string>? ids) ? ids.Find(id => id != line.UserId) : null;

    private async Task<Dictionary<string, LinkedPair>> PairsAsync(SyncChange[] part, CancellationToken cancellationToken)
    {
        var query = new LinkQuery { Site = _workspace.Site, Account = _workspace.Account, UserIds = [.. part.Select(l => l.UserId).OfType<string>().Distinct(StringComparer.Ordinal)] };
        var pairs = new Dictionary<string, LinkedPair>(StringComparer.Ordinal);
        await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(query, cancellationToken))
            pairs[pair.Link.UserId] = pair;
        return pairs;
    }

    // Of the written side what was written, of the other what the field map joins it with.
    private string[] PathsOf(SyncChange[] part, Side side) =>
    [
        .. part.Where(l => l.Target == side).SelectMany(l => l.Fields).Select(f => f.Path)
            .Concat(_rules.Lanes.Select(l => side == Side.Cms ? l.Mapping.User : l.Mapping.Contact)).Distinct(StringComparer.Ordinal),
    ];

    private IEnumerable<PlannedChange> Back(SyncChange line, LinkedPair? pair, HeldRecord? user, HeldRecord? contact)
    {
        var change = new PlannedChange
        {
            Action = ChangeAction.Skip,
            Target = line.Target,
            UserId = line.UserId,
            UserKey = pair?.Link.UserKey ?? user?.Key ?? line.UserId,
            ContactId = line.ContactId,
            Email = line.Email,
            UserUrl = user?.Url,
            ContactUrl = contact?.Url,
            Reason = $"undo of run {line.Run}",
        };
        switch (line.Action)
        {
            case nameof(SyncAction.Linked) when pair is not null:
                return [change with { Action = ChangeAction.Unlink, Rejects = true }];
            case nameof(SyncAction.Created):
                return Uncreate(line, change, pair, line.Target == Side.Crm ? contact : user);
            case nameof(SyncAction.Updated):
                return Restore(line, change, pair, user, contact);
            case nameof(SyncAction.Unlinked) when user is not null && contact is not null:
                return [change with { Action = ChangeAction.Link, Origin = LinkOrigin.Manual }];
            case nameof(SyncAction.Linked):
                return [change with { Reason = "The link is not there any more." }];
            case nameof(SyncAction.Unlinked):
                return [change with { Reason = "The link cannot be made again: its user or its contact is gone." }];
            case nameof(SyncAction.Deleted):
                return [change with { Reason = "A deleted record cannot be brought back from here; look into the trash of its system." }];
            case nameof(SyncAction.Noted):
                return [change with { Reason = "A note that was written stays." }];
            case nameof(SyncAction.Blocked):
                return [change with { Reason = "A blocked user is let in again by hand." }];
            default:
                return [];
        }
    }

    // A created record goes only when the caller says so; otherwise only the link goes, and nobody is made or linked again by itself.
    private IEnumerable<PlannedChange> Uncreate(SyncChange line, PlannedChange change, LinkedPair? pair, HeldRecord? made)
    {
        if (pair is null)
            return [change with { Reason = "The link is not there any more." }];
        PlannedChange unlink = change with { Action = ChangeAction.Unlink, Target = Side.Crm, Departed = line.Target, Rejects = true };
        if (!_request.RemoveCreated || made is null)
            return [unlink];
        if (_workspace.EndOf(line.Target).Capabilities.Delete == DeleteKind.None)
            return [unlink, change with { Reason = "The record stays: the system deletes none." }];
        string[] edited = [.. line.Fields.Where(f => PathTable.IsField(f.Path) && !Holds(made, f)).Select(f => f.Path).Concat(Added(line, pair, made))];
        return edited.Length == 0
            ? [unlink, change with { Action = ChangeAction.Delete }]
            : [unlink, Report.Conflict(_rules, ConflictKind.FieldChanged, change, edited, $"The record was edited since it was made ({Report.Join(edited)}): it stays.")];
    }

    // Mapped fields that were empty when the record was made, and are no more.
    private IEnumerable<string> Added(SyncChange line, LinkedPair pair, HeldRecord made)
    {
        foreach (FieldLane lane in _rules.Lanes)
        {
            string path = line.Target == Side.Crm ? lane.Mapping.Contact : lane.Mapping.User;
            bool wasEmpty = pair.Baseline.TryGetValue(lane.Key, out BaselineField known) && (line.Target == Side.Crm ? known.Contact : known.User).IsEmpty;
            if (wasEmpty && PathTable.IsField(path) && made.Get(path).HasValue && line.Fields.All(f => f.Path != path))
                yield return path;
        }
    }

    private IEnumerable<PlannedChange> Restore(SyncChange line, PlannedChange change, LinkedPair? pair, HeldRecord? user, HeldRecord? contact)
    {
        if ((line.Target == Side.Crm ? contact : user) is not { } record)
            return [change with { Reason = "The record is gone." }];
        var writes = new List<FieldWrite>();
        var keys = new List<string>();
        var edited = new List<string>();
        var taken = new List<PlannedChange>();
        var baseline = new Baseline();
        foreach ((string key, BaselineField field) in pair?.Baseline ?? [])
            baseline[key] = field;
        bool temporary = false;
        foreach (FieldWrite field in line.Fields)
        {
            FieldLane? lane = _rules.Lanes.FirstOrDefault(l => (line.Target == Side.Crm ? l.Mapping.Contact : l.Mapping.User) == field.Path && baseline.ContainsKey(l.Key));
            if (!Holds(record, field) && Holds(record, field with { Value = field.Before }))
                continue;
            if (HolderOf(line, field) is { } holder)
            {
                taken.Add(Report.Conflict(_rules, ConflictKind.DuplicateValue, change, [holder], $"User {line.UserId} had the address {field.Before.Text}, but user {holder} has it now: it is not given back."));
            }
            else if (Holds(record, field) || (lane is not null && HoldsItsForm(record, field, lane.Mapping, baseline[lane.Key], line.Target)))
            {
                FieldLane? address = IsPlaceholder(line, field) ? _rules.Lanes.FirstOrDefault(static l => l.Mapping.User == "email") : null;
                temporary |= address is not null;
                lane ??= address;
                writes.Add(new FieldWrite(field.Path, field.Before, MultiPath.Parse(field.Path) is null ? record.Get(field.Path) : field.Value));
                keys.Add(lane?.Key ?? "");
                if (address is not null)
                    baseline[address.Key] = new BaselineField(field.Before, FieldValue.Of(contact?.Get(address.Mapping.Contact).Text));
                else if (lane is not null)
                    baseline[lane.Key] = line.Target == Side.Crm ? new BaselineField(user?.Get(lane.Mapping.User) ?? baseline[lane.Key].User, field.Before) : new BaselineField(field.Before, contact?.Get(lane.Mapping.Contact) ?? baseline[lane.Key].Contact);
            }
            else
            {
                edited.Add(field.Path);
            }
        }

        // What the run did to the other side of the pair is taken back by a change of its own.
        PlannedChange restore = change with { Action = ChangeAction.Update, Writes = writes, WriteKeys = keys, Baseline = baseline, KeepKeys = [.. baseline.Keys.Except(keys, StringComparer.Ordinal)], Temporary = temporary ? true : null };
        PlannedChange conflict = Report.Conflict(_rules, ConflictKind.FieldChanged, change, edited, $"{Report.Join(edited)} changed since run {line.Run} and stays as it is.");
        if (writes.Count + edited.Count + taken.Count == 0)
            return [change with { Reason = "What the run wrote is not there any more." }];
        return [.. writes.Count > 0 ? [restore] : Array.Empty<PlannedChange>(), .. edited.Count > 0 ? [conflict] : Array.Empty<PlannedChange>(), .. taken];
    }

    // The account of a contact without an address gets its placeholder back, and is temporary again. The address that the contact has
    // now is known from then on: only another one is given to the user.
    private bool IsPlaceholder(SyncChange line, FieldWrite field)
        => line is { Target: Side.Cms, ContactId: { } id } && field.Path == "email" && _rules.Profile.Users.Temporary.Domain is not null
            && string.Equals(field.Before.Text, ContactDecision.Placeholder(_rules, id), StringComparison.OrdinalIgnoreCase);

    // A side may have stored what was written in a form of its own, which the baseline knows as long as nothing was written since.
    private static bool HoldsItsForm(HeldRecord record, FieldWrite field, FieldMapping mapping, BaselineField known, Side target)
    {
        (FieldValue source, FieldValue stored, TransformChain chain) = target == Side.Crm ? (known.User, known.Contact, mapping.Transform) : (known.Contact, known.User, mapping.ToUser);
        try
        {
            return FieldEquality.Same(mapping.Contact, chain.Apply(source), field.Value) && Holds(record, field with { Value = stored });
        }
        catch (TransformException)
        {
            // The source of that time is no value of today's transform: nothing can be concluded from it.
            return false;
        }
    }

    private static bool Holds(HeldRecord record, FieldWrite field)
    {
        FieldValue held = record.Get(field.Path);
        if (MultiPath.Parse(field.Path) is { } list)
            return field.Value.Text is { } text ? held.Values.Any(v => FieldEquality.SameText(list.Base, v, text)) : field.Before.Text is not { } former || !held.Values.Any(v => FieldEquality.SameText(list.Base, v, former));
        return FieldEquality.Same(field.Path, held, field.Value);
    }
}
