using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Reads both sides, joins them over the links, and fills the plan. Linked pairs come first, so that a record that belongs to
/// somebody is known before anybody is matched; records without a link follow rule by rule.
/// </summary>
internal sealed class Planner : IPlanBuilder
{
    private static readonly HashSet<string> Nobody = [];
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly Plan _plan;
    private readonly ProgressMeter _meter;
    private readonly RecordEnd _users;
    private readonly RecordEnd _contacts;
    private readonly RecordEnd _base;
    private readonly RecordEnd _partners;
    private readonly BaseReader _baseReader;
    private readonly PartnerReader _partnerReader;
    private readonly Dictionary<string, AddressHolder> _promised = new(StringComparer.Ordinal);
    private readonly EventNotes _notes;
    private readonly NewUserFields _newUserFields;
    private LinkMirror _mirror = new();

    public Planner(Workspace workspace, PlanRules rules, SyncRequest request, Plan plan, ProgressMeter meter)
    {
        _workspace = workspace;
        _rules = rules;
        _plan = plan;
        _meter = meter;
        _users = RecordEnd.Users(workspace, rules);
        _contacts = RecordEnd.Contacts(workspace, rules);
        (_base, _partners) = rules.Direction == SyncDirection.ToCms ? (_contacts, _users) : (_users, _contacts);
        _baseReader = new BaseReader(workspace, rules, request, _base);
        _partnerReader = new PartnerReader(workspace, rules, _base, _partners);
        _notes = new EventNotes(rules);
        _newUserFields = new NewUserFields(rules);
        plan.NewUserFields = _newUserFields.Any ? _newUserFields : null;
        rules.AskForAddress = AskForAddress;
    }

    /// <summary>How records are read, in words for the summary.</summary>
    public string Reading => _baseReader.Reading;

    public async IAsyncEnumerable<SyncEvent> BuildAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? expected = await _baseReader.PrepareAsync(cancellationToken);
        await foreach (PlannedChange? refused in _baseReader.ReadAsync(cancellationToken))
        {
            if (refused is not null)
                _plan.Add(refused);
            if (_meter.IsDue(_base.Noun))
                yield return new ProgressEvent($"Reading {_base.Noun}", _base.Records.Count, expected);
        }

        if (_meter.IsWatched)
            yield return new ProgressEvent($"Reading {_base.Noun}", _base.Records.Count, _base.Records.Count);
        _plan.Checked = _base.Records.Count;
        _plan.Base = _base.Side;
        _plan.Latest = _baseReader.Latest;
        _plan.Whole = _baseReader.Whole;
        _plan.FromCursor = _baseReader.FromCursor;
        _plan.Hashes = _baseReader.Hashes;
        if (_baseReader.Whole)
            await CountedAsync(_base, cancellationToken);

        _mirror = await LinkMirror.ReadAsync(_workspace, cancellationToken);
        _partnerReader.Need(Enumerable.Range(0, _mirror.IsKept ? _base.Records.Count : 0).SelectMany(i => _mirror.PartnersOf(_base.Side, _base.Records.Get(i).Id)));
        bool walked = await _partnerReader.ChooseWalkAsync(_baseReader.Whole, cancellationToken);
        string noun = _partners.Side == Side.Cms ? "Users" : "Contacts";
        yield return new MessageEvent(IsWarning: false, walked ? $"{noun} are read by a walk over all of them." : $"{noun} are looked up one batch at a time.");
        await foreach (int count in _partnerReader.ReadAsync(cancellationToken))
        {
            if (_meter.IsDue(_partners.Noun))
                yield return new ProgressEvent($"Reading {_partners.Noun}", count, _partnerReader.Expected);
        }

        if (_meter.IsWatched)
            yield return new ProgressEvent($"Reading {_partners.Noun}", _partners.Records.Count, _partners.Records.Count);
        if (walked)
            await CountedAsync(_partners, cancellationToken);

        long planned = 0;
        var linked = new LinkedPairs(_workspace, _rules, _baseReader, _base, _users, _contacts, _mirror, _plan);
        await foreach (PlannedChange change in linked.DecideAsync(cancellationToken))
        {
            Add(change);
            planned++;
            if (_meter.IsDue("planning"))
                yield return new ProgressEvent("Planning", planned, null);
        }

        foreach (PlannedChange change in Mirrored(cancellationToken))
            Add(change);
        IReadOnlySet<string> onlySeen = _baseReader.Whole ? Nobody : await new Siblings(_workspace, _rules, _base).ReadAsync(cancellationToken);
        foreach (PlannedChange change in Unlinked(onlySeen, cancellationToken))
        {
            Add(change);
            planned++;
            if (_meter.IsDue("planning"))
                yield return new ProgressEvent("Planning", planned, null);
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _contacts.Dispose();
    }

    private void Add(PlannedChange change)
    {
        _plan.Add(change);
        if (change is { Action: ChangeAction.Create, Target: Side.Cms, ContactId: { } id } && _contacts.Records.Find(id) is { } contact && _newUserFields.Of(change, contact.View) is { } follows)
            _plan.Add(follows);
        if (_notes.Of(change) is { } note)
            _plan.Add(note);
    }

    // A whole listing was counted: an empty one is an error where records were known.
    private async Task CountedAsync(RecordEnd end, CancellationToken cancellationToken)
    {
        long count = end.Records.Count;
        if (end.Side == Side.Cms)
            _plan.UserCount = count;
        else
            _plan.ContactCount = count;
        if (count > 0)
            return;
        long links = await _workspace.Store.Links.CountAsync(_workspace.Site, _workspace.Account, cancellationToken);
        long before = await _workspace.Store.Ends.CountAsync(end.Side, end.Name, cancellationToken) ?? 0;
        if (links == 0 && before == 0)
            return;
        string what = end.Side == Side.Cms ? $"The listing of the users of site {end.Name}" : $"The listing of the contacts of account {end.Name}";
        throw new UserSyncException(new SyncError(
            ErrorIds.EmptyListing, FormattableString.Invariant($"{what} is empty, although {links} links and {before} earlier records are known. Nothing was changed."))
        {
            Side = end.Side,
            Item = end.Name,
            Remedy = "Check the address, the rights of the account and the filter; if it really is empty, remove the links with Remove-SyncLink first.",
        });
    }

    // Who is linked by the CRM itself is linked: this goes before all match rules. What it links to others belongs to them.
    private IEnumerable<PlannedChange> Mirrored(CancellationToken cancellationToken)
    {
        for (int ordinal = 0; _mirror.IsKept && ordinal < _base.Records.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecordView record = _base.Records.Get(ordinal);
            IReadOnlyList<string> partners = _mirror.PartnersOf(_base.Side, record.Id);
            if (partners.Count == 0 || _base.Records.IsLinked(ordinal))
                continue;
            _base.Records.MarkLinked(ordinal);
            Candidate[] found = [.. partners.Select(_partners.Records.Find).Where(p => p is not null).Select(p => new Candidate(p!.Value.View, _partners.Records.IsLinked(p.Value.Ordinal)))];
            IEnumerable<PlannedChange> changes = _base.Side == Side.Cms
                ? UserDecision.Mirrored(_rules, record, partners, found)
                : ContactDecision.Mirrored(_rules, record, partners, found);
            foreach (PlannedChange change in changes)
                yield return change;
        }

        foreach (MirroredLink link in _mirror.Links)
        {
            if (_partners.Records.Find(_partners.Side == Side.Crm ? link.ContactId : link.UserId) is { } taken)
                _partners.Records.MarkLinked(taken.Ordinal);
        }
    }

    private IEnumerable<PlannedChange> Unlinked(IReadOnlySet<string> onlySeen, CancellationToken cancellationToken)
    {
        var rounds = new MatchRounds(_rules, _base, _partners);
        foreach (PlannedChange change in rounds.Decide(onlySeen, Former(_base), cancellationToken))
            yield return change;
        if (_rules.Direction != SyncDirection.Both || !_baseReader.Whole)
            yield break;

        // Both ways: what no user matched is a contact without a user.
        foreach (PlannedChange change in new MatchRounds(_rules, _contacts, _users).Decide(rounds.Claimed, Former(_contacts), cancellationToken))
            yield return change;
    }

    // Where we choose the ids, a record once made for this one has the id that a new one would get.
    private Func<string, string?> Former(RecordEnd end) => id =>
    {
        RecordEnd other = end == _users ? _contacts : _users;
        if (!other.Connector.Capabilities.ChoosesId && !other.Connector.Capabilities.ChoosesKey)
            return null;
        string marker = end == _users ? _rules.MarkerOf(id) : _rules.MarkerOfContact(id);
        return other.Records.FindByKey(other.Connector.ChooseId(marker))?.Id;
    };

    private AddressHolder? AskForAddress(string address, AddressHolder asking)
    {
        if (Matching.EmailNormaliser.Normalise(address) is not { } key)
            return null;
        for (int rule = 0; rule < _rules.Profile.Match.Count; rule++)
        {
            if (_rules.Profile.Match[rule] is not { Kind: MatchKind.Email, User: "email" })
                continue;
            foreach ((_, RecordView user) in _users.Records.Find(rule, key))
            {
                if (AddressHolder.User(user.Id) is var holder && holder != asking && _users.Keys(user).Contains((rule, key)))
                    return holder;
            }
        }

        return _promised.TryAdd(key, asking) || _promised[key] == asking ? null : _promised[key];
    }
}
