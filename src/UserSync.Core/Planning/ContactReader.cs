using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Brings the contacts that a run needs into the index: by look-ups when that is cheaper, else by a walk.</summary>
internal sealed class ContactReader
{
    // Before anything is known of an account a walk is taken to be over so many contacts.
    private const long UnknownSize = 5000;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly RecordIndex _users;
    private readonly RecordIndex _contacts;
    private readonly List<string> _linkedIds = [];
    private readonly HashSet<string> _linkedUsers = new(StringComparer.Ordinal);
    private bool _walk;

    public ContactReader(Workspace workspace, PlanRules rules, RecordIndex users, RecordIndex contacts)
    {
        _workspace = workspace;
        _rules = rules;
        _users = users;
        _contacts = contacts;

        // Without the filter: a contact that it leaves out must be seen, or it would be made a second time.
        Query = rules.Paths.ContactQuery;
    }

    /// <summary>The query that brings the mapped fields.</summary>
    public RecordQuery Query { get; }

    /// <summary>How many contacts a walk is expected to bring; null when nobody knows.</summary>
    public long? Expected { get; private set; }

    /// <summary>Contacts that are needed by their ids whatever is decided.</summary>
    public void Need(IEnumerable<string> contactIds) => _linkedIds.AddRange(contactIds);

    /// <summary>Decides between look-ups and a walk by the costs that the connector declares; true for a walk.</summary>
    public async Task<bool> ChooseWalkAsync(bool allUsers, CancellationToken cancellationToken)
    {
        Expected = await _workspace.Crm.CountAsync(cancellationToken) ?? await _workspace.Store.Ends.CountAsync(Side.Crm, _workspace.Account, cancellationToken);
        ReadCosts costs = _workspace.Crm.Capabilities.Costs;
        long walk = costs.Walk(Expected ?? UnknownSize);
        if (!allUsers || _users.Count <= UnknownSize)
        {
            IEnumerable<string> ids = Enumerable.Range(0, _users.Count).Select(i => _users.Get(i).Id);
            await foreach (SyncLink link in _workspace.Store.Links.ReadAsync(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account, UserIds = [.. ids] }, cancellationToken))
            {
                _linkedUsers.Add(link.UserId);
                _linkedIds.Add(link.ContactId);
            }

            long keys = _users.Count - _linkedUsers.Count;
            bool canFind = keys == 0 || (costs.FindBatch > 0 && _rules.Profile.Match.All(CanFind));
            long lookups = costs.Get(_linkedIds.Count) + (canFind ? costs.Find(keys) * _rules.Profile.Match.Count : 0);
            _walk = (!canFind || lookups >= walk) && !(keys == 0 && _linkedIds.Count == 0);
        }
        else
        {
            _walk = true;
        }

        return _walk;
    }

    /// <summary>Reads; brings the count so far.</summary>
    public async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CrmContact contact in _walk ? _workspace.Crm.ReadAsync(Query, cancellationToken) : LookUpAsync(cancellationToken))
        {
            RecordView view = _rules.Paths.View(contact);
            _workspace.Crm.Requests.Carried(write: false, 1);
            _contacts.Add(view, UserMatcher.ContactKeys(_rules, view));
            yield return _contacts.Count;
        }
    }

    /// <summary>Ids of all contacts that were read.</summary>
    public IEnumerable<string> Ids() => Enumerable.Range(0, _contacts.Count).Select(i => _contacts.Get(i).Id);

    private async IAsyncEnumerable<CrmContact> LookUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ReadCosts costs = _workspace.Crm.Capabilities.Costs;
        foreach (string[] part in _linkedIds.Distinct(StringComparer.Ordinal).Chunk(Math.Max(1, costs.GetBatch)))
        {
            await foreach (CrmContact contact in _workspace.Crm.GetAsync(part, Query, cancellationToken))
                yield return contact;
        }

        for (int index = 0; index < _rules.Profile.Match.Count; index++)
        {
            MatchRule rule = _rules.Profile.Match[index];
            int number = index;
            IEnumerable<string> keys = Enumerable.Range(0, _users.Count).Select(_users.Get).Where(u => !_linkedUsers.Contains(u.Id))
                .SelectMany(u => UserMatcher.UserKeys(_rules, u)).Where(k => k.Rule == number).Select(k => k.Key).Distinct(StringComparer.Ordinal);
            foreach (string[] part in keys.Chunk(Math.Max(1, costs.FindBatch)))
            {
                await foreach (CrmContact contact in _workspace.Crm.FindAsync(LookupOf(rule), part, Query, cancellationToken))
                    yield return contact;
            }
        }
    }

    private static LookupKey LookupOf(MatchRule rule) => new(rule.Kind switch { MatchKind.Email => KeyKind.Email, MatchKind.Phone => KeyKind.Phone, _ => KeyKind.Field }, rule.Contact);

    private bool CanFind(MatchRule rule) => rule.Kind switch
    {
        MatchKind.Email => _workspace.Crm.Capabilities.FindByEmail,
        MatchKind.Phone => _workspace.Crm.Capabilities.FindByPhone,
        _ => _workspace.Crm.Capabilities.FindByKey,
    };
}
