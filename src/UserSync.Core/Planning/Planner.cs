using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>
/// Reads both sides, joins them over the links, and fills the plan. Linked pairs come first, so that a contact that belongs to
/// somebody is known before anybody is matched; users without a link follow rule by rule.
/// </summary>
internal sealed class Planner : IDisposable
{
    private const int ProofBatch = 500;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly Plan _plan;
    private readonly ProgressMeter _meter;
    private readonly RecordIndex _users;
    private readonly RecordIndex _contacts;
    private readonly UserReader _userReader;
    private readonly ContactReader _contactReader;
    private LinkMirror _mirror = new();

    public Planner(Workspace workspace, PlanRules rules, SyncRequest request, Plan plan, ProgressMeter meter)
    {
        _workspace = workspace;
        _rules = rules;
        _plan = plan;
        _meter = meter;
        _users = new RecordIndex(workspace.Host.TempFolder);
        _contacts = new RecordIndex(workspace.Host.TempFolder);
        _userReader = new UserReader(workspace, rules, request, _users);
        _contactReader = new ContactReader(workspace, rules, _users, _contacts);
    }

    /// <summary>How users are read, in words for the summary.</summary>
    public string Reading => _userReader.Reading;

    public async IAsyncEnumerable<SyncEvent> BuildAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? expected = await _userReader.PrepareAsync(cancellationToken);
        await foreach (PlannedChange? refused in _userReader.ReadAsync(cancellationToken))
        {
            if (refused is not null)
                _plan.Add(refused);
            if (_meter.IsDue())
                yield return new ProgressEvent("Reading users", _users.Count, expected);
        }

        _plan.Checked = _users.Count;
        _plan.LatestUser = _userReader.Latest;
        _plan.Whole = _userReader.Whole;
        _plan.FromCursor = _userReader.FromCursor;
        if (_userReader.Whole)
        {
            _plan.UserCount = _users.Count;
            await EnsureNotEmptyAsync(Side.Cms, _users.Count, cancellationToken);
        }

        foreach (string warning in _userReader.Warnings)
            yield return new MessageEvent(IsWarning: true, warning);

        _mirror = await LinkMirror.ReadAsync(_workspace, cancellationToken);
        _contactReader.Need(Enumerable.Range(0, _mirror.IsKept ? _users.Count : 0).SelectMany(i => _mirror.ContactsOf(_users.Get(i).Id)));
        bool walked = await _contactReader.ChooseWalkAsync(_userReader.Whole, cancellationToken);
        yield return new MessageEvent(IsWarning: false, walked ? "Contacts are read by a walk over all of them." : "Contacts are looked up one batch at a time.");
        await foreach (int count in _contactReader.ReadAsync(cancellationToken))
        {
            if (_meter.IsDue())
                yield return new ProgressEvent("Reading contacts", count, _contactReader.Expected);
        }

        if (walked)
        {
            _plan.ContactCount = _contacts.Count;
            await EnsureNotEmptyAsync(Side.Crm, _contacts.Count, cancellationToken);
        }

        long planned = 0;
        await foreach (PlannedChange change in LinkedAsync(cancellationToken))
        {
            _plan.Add(change);
            planned++;
            if (_meter.IsDue())
                yield return new ProgressEvent("Planning", planned, null);
        }

        foreach (PlannedChange change in Mirrored(cancellationToken).Concat(Unlinked(cancellationToken)))
        {
            _plan.Add(change);
            planned++;
            if (_meter.IsDue())
                yield return new ProgressEvent("Planning", planned, null);
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _contacts.Dispose();
    }

    private async Task EnsureNotEmptyAsync(Side side, long count, CancellationToken cancellationToken)
    {
        if (count > 0)
            return;
        string name = side == Side.Cms ? _workspace.Site : _workspace.Account;
        long links = await _workspace.Store.Links.CountAsync(_workspace.Site, _workspace.Account, cancellationToken);
        long before = await _workspace.Store.Ends.CountAsync(side, name, cancellationToken) ?? 0;
        if (links == 0 && before == 0)
            return;
        string what = side == Side.Cms ? $"The listing of the users of site {name}" : $"The listing of the contacts of account {name}";
        throw new UserSyncException(new SyncError(
            ErrorIds.EmptyListing, FormattableString.Invariant($"{what} is empty, although {links} links and {before} earlier records are known. Nothing was changed."))
        {
            Side = side,
            Item = name,
            Remedy = "Check the address, the rights of the account and the filter; if it really is empty, remove the links with Remove-SyncLink first.",
        });
    }

    // Pairs of which both records were read are decided at once; of the others it is asked, in batches, what became of them.
    private async IAsyncEnumerable<PlannedChange> LinkedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unseen = new List<LinkedPair>();
        await foreach (LinkedPair pair in PairsAsync(cancellationToken))
        {
            _plan.AlreadyLinked++;
            (int Ordinal, RecordView View)? user = _users.Find(pair.Link.UserId);
            (int Ordinal, RecordView View)? contact = _contacts.Find(pair.Link.ContactId);
            if (user is { } u)
                _users.MarkLinked(u.Ordinal);
            if (contact is { } c)
                _contacts.MarkLinked(c.Ordinal);
            if (user is not null && contact is not null)
            {
                foreach (PlannedChange change in PairDecision.Linked(_rules, pair, user.Value.View, contact.Value.View).Concat(Compared(pair, user.Value.View, contact.Value.View)))
                    yield return change;
                continue;
            }

            unseen.Add(pair);
            if (unseen.Count < ProofBatch)
                continue;
            foreach (PlannedChange change in await ProveAsync(unseen, cancellationToken))
                yield return change;
            unseen.Clear();
        }

        foreach (PlannedChange change in await ProveAsync(unseen, cancellationToken))
            yield return change;
    }

    private async IAsyncEnumerable<LinkedPair> PairsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LinkQuery all = LinkQuery.All with { Site = _workspace.Site, Account = _workspace.Account };
        if (_userReader.Whole)
        {
            await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(all, cancellationToken))
                yield return pair;
            yield break;
        }

        await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(all with { UserIds = [.. _userReader.AskedIds()] }, cancellationToken))
            yield return pair;

        // Whom a found contact belongs to matters even when that user is not part of this run.
        IAsyncEnumerable<SyncLink> owners = _contacts.Count <= ProofBatch * 10
            ? _workspace.Store.Links.ReadAsync(all with { ContactIds = [.. _contactReader.Ids()] }, cancellationToken)
            : _workspace.Store.Links.ReadAsync(all, cancellationToken);
        await foreach (SyncLink link in owners)
        {
            if (_contacts.Find(link.ContactId) is { } contact)
                _contacts.MarkLinked(contact.Ordinal);
        }
    }

    private async Task<List<PlannedChange>> ProveAsync(List<LinkedPair> pairs, CancellationToken cancellationToken)
    {
        var changes = new List<PlannedChange>();
        if (pairs.Count == 0)
            return changes;
        var users = new Dictionary<string, RecordView>(StringComparer.Ordinal);
        var contacts = new Dictionary<string, RecordView>(StringComparer.Ordinal);
        string[] userKeys = [.. pairs.Where(p => _users.Find(p.Link.UserId) is null).Select(p => p.Link.UserKey)];
        string[] contactIds = [.. pairs.Where(p => _contacts.Find(p.Link.ContactId) is null).Select(p => p.Link.ContactId)];
        if (userKeys.Length > 0)
        {
            await foreach (CmsUser user in _workspace.Cms.GetAsync(userKeys, _userReader.Query, cancellationToken))
                users[user.UserId] = _rules.Paths.View(user);
        }

        if (contactIds.Length > 0)
        {
            await foreach (CrmContact contact in _workspace.Crm.GetAsync(contactIds, _contactReader.Query, cancellationToken))
                contacts[contact.ContactId] = _rules.Paths.View(contact);
        }

        _workspace.Cms.Requests.Carried(write: false, users.Count);
        _workspace.Crm.Requests.Carried(write: false, contacts.Count);
        foreach (LinkedPair pair in pairs)
        {
            RecordView? contact = _contacts.Find(pair.Link.ContactId)?.View ?? contacts.GetValueOrDefault(pair.Link.ContactId);
            RecordView? listed = _users.Find(pair.Link.UserId)?.View;

            // Found by its id but not in a whole listing: the profile's filter leaves it out.
            RecordView? user = listed ?? (users.GetValueOrDefault(pair.Link.UserId) is { } found ? found with { InScope = found.InScope && !_userReader.Whole } : null);
            changes.AddRange(
                user is null ? PairDecision.UserGone(_rules, pair, contact)
                : contact is null ? PairDecision.ContactAway(_rules, pair, user, null)
                : PairDecision.Linked(_rules, pair, user, contact));
        }

        return changes;
    }

    private IEnumerable<PlannedChange> Compared(LinkedPair pair, RecordView user, RecordView contact)
    {
        if (!_mirror.IsKept || contact.State != ContactState.Live)
            return [];
        bool? inStep = _mirror.InStep(pair, out string other);
        if (inStep is null)
            _plan.AddMissingMirror(new MirroredLink(user.Id, contact.Id) { Email = user.Email });
        return inStep == false ? PairDecision.LinkDiffers(_rules, pair, user, other) : [];
    }

    // Who is linked by the CRM itself is linked: this goes before all match rules. What it links to others belongs to them.
    private IEnumerable<PlannedChange> Mirrored(CancellationToken cancellationToken)
    {
        for (int ordinal = 0; _mirror.IsKept && ordinal < _users.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RecordView user = _users.Get(ordinal);
            IReadOnlyList<string> contacts = _mirror.ContactsOf(user.Id);
            if (contacts.Count == 0 || _users.IsLinked(ordinal))
                continue;
            _users.MarkLinked(ordinal);
            List<(int Ordinal, RecordView View)> found = [.. contacts.Select(_contacts.Find).Where(c => c is not null).Select(c => c!.Value)];
            foreach (PlannedChange change in PairDecision.Mirrored(_rules, user, contacts, [.. found.Select(c => new Candidate(c.View, _contacts.IsLinked(c.Ordinal)))]))
                yield return change;
        }

        foreach (MirroredLink link in _mirror.Links)
        {
            if (_contacts.Find(link.ContactId) is { } taken)
                _contacts.MarkLinked(taken.Ordinal);
        }
    }

    // Rule by rule over all users: who is found by a stronger rule goes before who is found by a weaker one.
    private IEnumerable<PlannedChange> Unlinked(CancellationToken cancellationToken)
    {
        var matcher = new UserMatcher(_rules, _users, _contacts);
        for (int rule = 0; rule < _rules.Profile.Match.Count; rule++)
        {
            var matched = new List<int>();
            var claimed = new List<string>();
            for (int ordinal = 0; ordinal < _users.Count; ordinal++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_users.IsLinked(ordinal))
                    continue;
                RecordView user = _users.Get(ordinal);
                MatchResult match = matcher.Match(rule, user);
                if (ReferenceEquals(match, MatchResult.None))
                    continue;
                matched.Add(ordinal);
                foreach (PlannedChange change in PairDecision.Unlinked(_rules, user, match))
                {
                    if (change.Action == ChangeAction.Link && _contacts.Find(change.ContactId!) is { } taken)
                        _contacts.MarkLinked(taken.Ordinal);
                    if (change.Action is ChangeAction.Conflict or ChangeAction.Skip)
                        claimed.AddRange(match.Candidates.Select(c => c.Contact.Id));
                    yield return change;
                }
            }

            foreach (int ordinal in matched)
                _users.MarkLinked(ordinal);

            // Whose it is by this rule is open; a weaker rule must not give it to somebody else meanwhile.
            matcher.Claimed.UnionWith(claimed);
        }

        for (int ordinal = 0; ordinal < _users.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_users.IsLinked(ordinal))
                continue;
            RecordView user = _users.Get(ordinal);
            foreach (PlannedChange change in PairDecision.Unlinked(_rules, user, MatchResult.None, FormerContact(user.Id)))
                yield return change;
        }
    }

    // Where we choose the ids, a contact once made for this user has the id that a new one would get.
    private string? FormerContact(string userId)
        => _workspace.Crm.Capabilities.ChoosesId && _contacts.Find(_workspace.Crm.ChooseId(_rules.MarkerOf(userId))) is { } former ? former.View.Id : null;
}
