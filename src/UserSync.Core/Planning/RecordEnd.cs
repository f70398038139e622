using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>One side of a run as planning sees it: its records as views, in an index outside the heap.</summary>
internal sealed class RecordEnd : IDisposable
{
    private readonly PlanRules _rules;
    private readonly Func<RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> _read;
    private readonly Func<IReadOnlyCollection<string>, RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> _get;
    private readonly Func<LookupKey, IReadOnlyCollection<string>, RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> _find;

    private RecordEnd(
        Workspace workspace,
        PlanRules rules,
        IConnector connector,
        RecordQuery query,
        Func<RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> read,
        Func<IReadOnlyCollection<string>, RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> get,
        Func<LookupKey, IReadOnlyCollection<string>, RecordQuery, CancellationToken, IAsyncEnumerable<RecordView>> find,
        Func<CancellationToken, Task<long?>> count)
    {
        _rules = rules;
        _read = read;
        _get = get;
        _find = find;
        CountAsync = count;
        Connector = connector;
        Query = query;
        Records = new RecordIndex(workspace.Host.TempFolder);
        Name = connector.Side == Side.Cms ? workspace.Site : workspace.Account;
    }

    /// <summary>The system.</summary>
    public IConnector Connector { get; }

    /// <summary>The side.</summary>
    public Side Side => Connector.Side;

    /// <summary>The site's or the account's stable key.</summary>
    public string Name { get; }

    /// <summary>What is read, in words.</summary>
    public string Noun => Side == Side.Cms ? "users" : "contacts";

    /// <summary>The query that brings the mapped fields of all records, whatever the filter says.</summary>
    public RecordQuery Query { get; }

    /// <summary>The records that were read.</summary>
    public RecordIndex Records { get; }

    /// <summary>How many records the system tells of without a walk.</summary>
    public Func<CancellationToken, Task<long?>> CountAsync { get; }

    public static RecordEnd Users(Workspace workspace, PlanRules rules) => new(
        workspace, rules, workspace.Cms, new RecordQuery { Fields = rules.Paths.UserFields },
        (query, token) => workspace.Cms.ReadAsync(query, token).Select(rules.Paths.View),
        (keys, query, token) => workspace.Cms.GetAsync(keys, query, token).Select(rules.Paths.View),
        (key, values, query, token) => workspace.Cms.FindAsync(key, values, query, token).Select(rules.Paths.View),
        workspace.Cms.CountAsync);

    public static RecordEnd Contacts(Workspace workspace, PlanRules rules) => new(
        workspace, rules, workspace.Crm, rules.Paths.ContactQuery,
        (query, token) => workspace.Crm.ReadAsync(query, token).Select(rules.Paths.View),
        (keys, query, token) => workspace.Crm.GetAsync(keys, query, token).Select(rules.Paths.View),
        (key, values, query, token) => workspace.Crm.FindAsync(key, values, query, token).Select(rules.Paths.View),
        workspace.Crm.CountAsync);

    /// <summary>Walks all records that a query lets through.</summary>
    public IAsyncEnumerable<RecordView> ReadAsync(RecordQuery query, CancellationToken cancellationToken) => CountedAsync(_read(query, cancellationToken));

    /// <summary>The records with these keys, in batches that the system takes.</summary>
    public async IAsyncEnumerable<RecordView> GetAsync(IEnumerable<string> keys, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string[] part in keys.Distinct(StringComparer.Ordinal).Chunk(Connector.Capabilities.Costs.IdsPerCall))
        {
            await foreach (RecordView view in CountedAsync(_get(part, Query, cancellationToken)))
                yield return view;
        }
    }

    /// <summary>Records that may hold one of these keys of a match rule, in batches that the system takes.</summary>
    public async IAsyncEnumerable<RecordView> FindAsync(MatchRule rule, IEnumerable<string> keys, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lookup = new LookupKey(rule.Kind switch { MatchKind.Email => KeyKind.Email, MatchKind.Phone => KeyKind.Phone, _ => KeyKind.Field }, PathOf(rule));
        foreach (string[] part in keys.Distinct(StringComparer.Ordinal).Chunk(Math.Max(1, Connector.Capabilities.Costs.FindBatch)))
        {
            await foreach (RecordView view in CountedAsync(_find(lookup, part, Query, cancellationToken)))
                yield return view;
        }
    }

    /// <summary>Whether the system can look records up by what a match rule compares.</summary>
    public bool CanFind(MatchRule rule) => rule.Kind switch
    {
        MatchKind.Email => Connector.Capabilities.FindByEmail,
        MatchKind.Phone => Connector.Capabilities.FindByPhone,
        _ => Connector.Capabilities.FindByKey,
    };

    /// <summary>Puts a record into the index.</summary>
    public void Add(RecordView view) => Records.Add(view, Keys(view));

    /// <summary>The match keys of a record, by rule.</summary>
    public IEnumerable<(int Rule, string Key)> Keys(RecordView view) => Matcher.Keys(_rules, view.Values, Side);

    /// <summary>The id of this side in a link.</summary>
    public string IdIn(SyncLink link) => Side == Side.Cms ? link.UserId : link.ContactId;

    /// <summary>The links of these records.</summary>
    public LinkQuery LinksOf(LinkQuery query, IReadOnlyList<string> ids) => Side == Side.Cms ? query with { UserIds = ids } : query with { ContactIds = ids };

    public void Dispose() => Records.Dispose();

    private IAsyncEnumerable<RecordView> CountedAsync(IAsyncEnumerable<RecordView> views) => views.Select(view =>
    {
        Connector.Requests.Carried(write: false, 1);
        return view;
    });

    private string PathOf(MatchRule rule) => Side == Side.Cms ? rule.User : rule.Contact;
}
