using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>Joins both sides over the links and decides the pairs. Of records that were not seen it is asked what became of them.</summary>
internal sealed class LinkedPairs
{
    private const int ProofBatch = 500;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly BaseReader _reader;
    private readonly RecordEnd _base;
    private readonly RecordEnd _users;
    private readonly RecordEnd _contacts;
    private readonly LinkMirror _mirror;
    private readonly Plan _plan;

    public LinkedPairs(Workspace workspace, PlanRules rules, BaseReader reader, RecordEnd ofThese, RecordEnd users, RecordEnd contacts, LinkMirror mirror, Plan plan)
    {
        _workspace = workspace;
        _rules = rules;
        _reader = reader;
        _base = ofThese;
        _users = users;
        _contacts = contacts;
        _mirror = mirror;
        _plan = plan;
    }

    // Pairs of which both records were read are decided at once; of the others it is asked, in batches, what became of them.
    public async IAsyncEnumerable<PlannedChange> DecideAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var unseen = new List<LinkedPair>();
        await foreach (LinkedPair pair in PairsAsync(cancellationToken))
        {
            _plan.AlreadyLinked++;
            (int Ordinal, RecordView View)? user = _users.Records.Find(pair.Link.UserId);
            (int Ordinal, RecordView View)? contact = _contacts.Records.Find(pair.Link.ContactId);
            if (user is { } u)
                _users.Records.MarkLinked(u.Ordinal);
            if (contact is { } c)
                _contacts.Records.MarkLinked(c.Ordinal);
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
        if (_reader.Whole)
        {
            await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(all, cancellationToken))
                yield return pair;
            yield break;
        }

        await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(_base.LinksOf(all, [.. _reader.AskedIds()]), cancellationToken))
            yield return pair;

        // Whom a found record belongs to matters even when its partner is not part of this run.
        RecordEnd partner = _base == _users ? _contacts : _users;
        IAsyncEnumerable<SyncLink> owners = partner.Records.Count <= ProofBatch * 10
            ? _workspace.Store.Links.ReadAsync(partner.LinksOf(all, [.. Enumerable.Range(0, partner.Records.Count).Select(i => partner.Records.Get(i).Id)]), cancellationToken)
            : _workspace.Store.Links.ReadAsync(all, cancellationToken);
        await foreach (SyncLink link in owners)
        {
            if (partner.Records.Find(partner.IdIn(link)) is { } owned)
                partner.Records.MarkLinked(owned.Ordinal);
        }
    }

    private async Task<List<PlannedChange>> ProveAsync(List<LinkedPair> pairs, CancellationToken cancellationToken)
    {
        var changes = new List<PlannedChange>();
        Dictionary<string, RecordView> users = await AskAsync(_users, pairs.Where(p => _users.Records.Find(p.Link.UserId) is null).Select(p => p.Link.UserKey), cancellationToken);
        Dictionary<string, RecordView> contacts = await AskAsync(_contacts, pairs.Where(p => _contacts.Records.Find(p.Link.ContactId) is null).Select(p => p.Link.ContactId), cancellationToken);
        foreach (LinkedPair pair in pairs)
        {
            RecordView? contact = Seen(_contacts, pair.Link.ContactId, contacts);
            RecordView? user = Seen(_users, pair.Link.UserId, users);
            changes.AddRange(
                user is null ? PairDecision.UserGone(_rules, pair, contact)
                : contact is null ? PairDecision.ContactAway(_rules, pair, user, null)
                : PairDecision.Linked(_rules, pair, user, contact));
        }

        return changes;
    }

    private static async Task<Dictionary<string, RecordView>> AskAsync(RecordEnd end, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RecordView>(StringComparer.Ordinal);
        await foreach (RecordView view in end.GetAsync(keys, cancellationToken))
            found[view.Id] = view;
        return found;
    }

    // Found by its id but not in a whole listing: the profile's filter leaves it out.
    private RecordView? Seen(RecordEnd end, string id, Dictionary<string, RecordView> asked)
        => end.Records.Find(id)?.View ?? (asked.GetValueOrDefault(id) is not { } found ? null
            : end == _base && end.Side == Side.Cms && _reader.Whole ? found with { InScope = false }
            : found);

    private IEnumerable<PlannedChange> Compared(LinkedPair pair, RecordView user, RecordView contact)
    {
        if (!_mirror.IsKept || contact.State != ContactState.Live)
            return [];
        bool? inStep = _mirror.InStep(pair, out string other);
        if (inStep is null)
            _plan.AddMissingMirror(new MirroredLink(user.Id, contact.Id) { Email = user.Email });
        return inStep == false ? PairDecision.LinkDiffers(_rules, pair, user, contact, other) : [];
    }
}
