using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// Plans links that are moved or removed by hand together with what is written to their records. The links go last: until all that
/// was asked for is written, everything can be asked for again.
/// </summary>
internal sealed class RelinkPlanner : IPlanBuilder
{
    private const int Part = 500;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly SyncRequest _request;
    private readonly Plan _plan;
    private readonly RecordEnd _users;
    private readonly RecordEnd _contacts;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    public RelinkPlanner(Workspace workspace, PlanRules rules, SyncRequest request, Plan plan)
    {
        _workspace = workspace;
        _rules = rules;
        _request = request;
        _plan = plan;
        _users = RecordEnd.Users(workspace, rules);
        _contacts = RecordEnd.Contacts(workspace, rules);
        plan.LinksLast = true;
    }

    /// <inheritdoc/>
    public string Reading => "from the links that were given";

    private string Reason => _workspace.Store.Editor?.ToString() ?? "by hand";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncEvent> BuildAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Relink[] part in _request.Relinks.Chunk(Part))
        {
            Dictionary<string, LinkedPair> pairs = await PairsAsync(new LinkQuery { UserIds = [.. part.Select(r => r.Link.UserId)] }, p => p.Link.UserId, cancellationToken);
            Dictionary<string, LinkedPair> owners = await PairsAsync(new LinkQuery { ContactIds = [.. part.Where(r => r.Moves).Select(r => r.ContactId!)] }, p => p.Link.ContactId, cancellationToken);
            Dictionary<string, RecordView> users = await ReadAsync(_users, pairs.Values.Select(p => p.Link.UserKey), cancellationToken);
            Dictionary<string, RecordView> contacts = await ReadAsync(_contacts, part.SelectMany(r => new[] { r.Link.ContactId, r.ContactId }).OfType<string>(), cancellationToken);
            foreach (Relink relink in part)
            {
                _plan.Checked++;
                if (Refusal(relink, pairs, owners, users, contacts) is { } refused)
                {
                    _plan.Add(Begin(relink, null) with { Action = relink.ContactId is null ? ChangeAction.Unlink : ChangeAction.Link, Error = refused });
                    continue;
                }

                // Who leaves makes room for the next one.
                if (relink.ContactId != relink.Link.ContactId)
                    _left.Add(relink.Link.ContactId);
                foreach (PlannedChange change in Changes(relink, pairs[relink.Link.UserId], users.GetValueOrDefault(relink.Link.UserId), contacts))
                    _plan.Add(change);
            }

            yield return new ProgressEvent("Planning", _plan.Checked, _request.Relinks.Count);
        }
    }

    public void Dispose()
    {
        _users.Dispose();
        _contacts.Dispose();
    }

    private IEnumerable<PlannedChange> Changes(Relink relink, LinkedPair pair, RecordView? user, Dictionary<string, RecordView> contacts)
    {
        RecordView? former = Live(contacts.GetValueOrDefault(relink.Link.ContactId));
        RecordView? next = relink.ContactId is { } id ? Live(contacts.GetValueOrDefault(id)) : null;
        bool leaves = relink.ContactId != relink.Link.ContactId;
        PlannedChange begin = Begin(relink, user);

        if (relink.Policy.Clear == RelinkSide.Contact && leaves && former is not null)
        {
            var cleared = new RelinkFields(_rules);
            cleared.Clear(Side.Crm, user, former, pair.Baseline);
            if (cleared.Any)
                yield return cleared.Of(begin with { ContactId = former.Id, ContactUrl = former.Url }, pair.Baseline, keeps: false);
        }

        if (relink.Policy.Fill == RelinkSide.Contact && user is not null && next is not null)
        {
            var filled = new RelinkFields(_rules);
            filled.Fill(Side.Crm, user, next, leaves ? [] : pair.Baseline);
            if (filled.Any)
                yield return filled.Of(begin with { ContactId = next.Id, ContactUrl = next.Url }, leaves ? [] : pair.Baseline, keeps: !leaves);
        }

        if (user is not null)
        {
            var fields = new RelinkFields(_rules);
            if (relink.Policy.Fill == RelinkSide.User && next is not null)
                fields.Fill(Side.Cms, user, next, leaves ? [] : pair.Baseline);
            if (relink.Policy.Clear == RelinkSide.User && leaves)
                fields.Clear(Side.Cms, user, former, pair.Baseline);
            if (fields.Any)
                yield return fields.Of(begin with { Target = Side.Cms, ContactId = relink.Link.ContactId, ContactUrl = former?.Url }, pair.Baseline, keeps: !leaves);
        }

        if (relink.ContactId is null)
        {
            yield return begin with { Action = ChangeAction.Unlink, ContactId = relink.Link.ContactId, ContactUrl = former?.Url };
        }
        else if (leaves || relink.Temporary is not null)
        {
            yield return begin with
            {
                Action = ChangeAction.Link,
                ContactId = relink.ContactId,
                ContactUrl = next?.Url,
                FormerContactId = relink.Link.ContactId,
                Origin = leaves ? LinkOrigin.Manual : pair.Link.Origin,
                Temporary = relink.Temporary ?? pair.Link.IsTemporary,
            };
        }
    }

    private PlannedChange Begin(Relink relink, RecordView? user) => new()
    {
        Action = ChangeAction.Update,
        UserId = relink.Link.UserId,
        UserKey = user?.Key ?? relink.Link.UserKey,
        ContactId = relink.ContactId ?? relink.Link.ContactId,
        Email = user?.Email ?? relink.Link.Email,
        Name = user?.Name,
        UserUrl = user?.Url ?? relink.Link.UserUrl,
        Reason = Reason,
    };

    private SyncError? Refusal(Relink relink, Dictionary<string, LinkedPair> pairs, Dictionary<string, LinkedPair> owners, Dictionary<string, RecordView> users, Dictionary<string, RecordView> contacts)
    {
        SyncLink link = relink.Link;
        if (!pairs.TryGetValue(link.UserId, out LinkedPair? pair) || pair.Link.ContactId != link.ContactId)
            return Error(ErrorIds.LinkNotFound, Side.Cms, link.UserId, $"There is no link between user {link.UserId} and contact {link.ContactId} any more.", "Look with Get-SyncLink.");
        if (!_given.Add(link.UserId))
            return Error(ErrorIds.ItemRefused, Side.Cms, link.UserId, $"The link of user {link.UserId} was given twice; only the first time counts.", "Give each link once.");
        if (relink.ContactId is not { } wanted)
            return null;
        if (relink.Moves && owners.TryGetValue(wanted, out LinkedPair? owner) && !_left.Contains(wanted))
        {
            return Error(ErrorIds.LinkTaken, Side.Crm, wanted, $"User {link.UserId} of site {link.Site} cannot be linked to contact {wanted} of account {link.Account}: it belongs to user {owner.Link.UserId}{(owner.Link.Email is { Length: > 0 } email ? $" ({email})" : "")}.",
                "Move or remove that user's link first, if it is wrong.");
        }

        if (relink.Moves && !_taken.Add(wanted))
            return Error(ErrorIds.LinkTaken, Side.Crm, wanted, $"Contact {wanted} was given for two users; user {link.UserId} is the second.", "Give each user a contact of its own.");
        if (!users.ContainsKey(link.UserId))
            return Error(ErrorIds.UserNotFound, Side.Cms, link.UserId, $"Site {link.Site} has no user {link.UserId} any more.", "Remove the link with Remove-SyncLink.");
        return contacts.GetValueOrDefault(wanted) switch
        {
            { State: ContactState.Live } => null,
            { State: ContactState.Merged, MergedInto: { } into } => Error(ErrorIds.ContactNotFound, Side.Crm, wanted, $"Contact {wanted} was merged into {into}.", "Use the survivor."),
            { State: ContactState.Trashed } => Error(ErrorIds.ContactNotFound, Side.Crm, wanted, $"Contact {wanted} lies in the trash of account {link.Account}.", "Restore it first, or use another contact."),
            _ => Error(ErrorIds.ContactNotFound, Side.Crm, wanted, $"Account {link.Account} shows no contact {wanted}.", "Check the id with Get-CrmContact."),
        };
    }

    private static SyncError Error(string id, Side side, string item, string message, string remedy) => new(id, message) { Item = item, Side = side, Remedy = remedy };

    private static RecordView? Live(RecordView? contact) => contact is { State: ContactState.Live } ? contact : null;

    private async Task<Dictionary<string, LinkedPair>> PairsAsync(LinkQuery query, Func<LinkedPair, string> idOf, CancellationToken cancellationToken)
    {
        var pairs = new Dictionary<string, LinkedPair>(StringComparer.Ordinal);
        if ((query.UserIds ?? query.ContactIds)!.Count == 0)
            return pairs;
        await foreach (LinkedPair pair in _workspace.Store.Links.ReadPairsAsync(query with { Site = _workspace.Site, Account = _workspace.Account }, cancellationToken))
            pairs[idOf(pair)] = pair;
        return pairs;
    }

    private static async Task<Dictionary<string, RecordView>> ReadAsync(RecordEnd end, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RecordView>(StringComparer.Ordinal);
        await foreach (RecordView view in end.GetAsync(keys, cancellationToken))
            found[view.Id] = view;
        return found;
    }
}
