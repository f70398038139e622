using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Brings the records that a run is about into the index: all, those that changed, or those that were given.</summary>
internal sealed class BaseReader
{
    // Clocks differ and writes overlap with reads: an incremental run begins a little before the last one ended.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private const int LinkBatch = 500;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly SyncRequest _request;
    private readonly RecordEnd _end;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private DateTimeOffset? _since;
    private HashedUsers? _hashed;

    public BaseReader(Workspace workspace, PlanRules rules, SyncRequest request, RecordEnd end)
    {
        _workspace = workspace;
        _rules = rules;
        _request = request;
        _end = end;
    }

    /// <summary>True when all records are read, so that one that is missing may be gone.</summary>
    public bool Whole { get; private set; }

    /// <summary>True when all records are read that changed since the last incremental run.</summary>
    public bool FromCursor { get; private set; }

    /// <summary>How records are read, in words.</summary>
    public string Reading { get; private set; } = "";

    /// <summary>The latest change that was read.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>The hashes of all users, for the next incremental run; null where the site makes none or nobody asked.</summary>
    public string? Hashes => _hashed?.Text;

    /// <summary>Ids that this run is about.</summary>
    public IReadOnlyCollection<string> AskedIds() => _asked;

    /// <summary>Decides how to read; tells how many records to expect, when that is known.</summary>
    public async Task<long?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_request.IsGiven)
        {
            Reading = "given";
            return _request.Users.Count + _request.UserIds.Count + _request.Contacts.Count + _request.ContactIds.Count;
        }

        bool knowsTime = _end.Connector.Capabilities.ModifiedTime;
        bool bothWays = _rules.Direction == SyncDirection.Both;
        bool timeMissesTags = _end.Connector.Capabilities.TimeMissesMemberships && (_rules.ReadsMemberships || _request.Tags.Count + _request.NotTags.Count > 0);
        _since = _request.Since;
        if (_request.Incremental && _since is null && !bothWays && !timeMissesTags)
        {
            // What is older than the cursor and is read all the same does not bring it back.
            Latest = await _workspace.Store.Ends.CursorAsync(_workspace.Site, _workspace.Account, _end.Side, cancellationToken);
            _since = Latest - Overlap;
        }

        if (_since is not null && (!knowsTime || bothWays))
        {
            if (_request.Since is not null)
                throw SinceUnknown(bothWays);
            _since = null;
        }

        if (_request.Incremental && !knowsTime && !bothWays && _end.Connector is IUserHashes site && _end.Connector.Capabilities.ContentHashes)
            _hashed = new HashedUsers(site, Query(), await _workspace.Store.Ends.HashesAsync(_workspace.Site, _workspace.Account, cancellationToken));
        bool changes = _since is not null || _hashed is { IsFirst: false };
        bool part = _request.LeavesOut || _request.Tags.Count + _request.NotTags.Count > 0;
        Whole = !changes && !part;
        FromCursor = changes && _request.Since is null && !part;
        Reading = _hashed is { IsFirst: false } ? "changed since the last run, by hashes that the site makes"
            : _since is { } since ? FormattableString.Invariant($"changed since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            : _request.Incremental && bothWays ? "all, compared: a run both ways compares everything"
            : _request.Incremental && !knowsTime && _hashed is null ? $"all, compared: the {(_end.Side == Side.Cms ? "site does not know when a user" : "CRM does not know when a contact")} was changed"
            : _request.Incremental && timeMissesTags ? "all, compared: the CRM does not tell when a contact's tags and groups changed"
            : _request.Incremental ? "all: this is the first incremental run"
            : _request.Tags.Count + _request.NotTags.Count > 0 ? "by tag"
            : "all";
        if (_request.LeavesOut)
            Reading += ", of which some were left out by the caller";
        return !changes ? await _workspace.Store.Ends.CountAsync(_end.Side, _end.Name, cancellationToken) : null;
    }

    /// <summary>Reads; brings an item for each record, which is a change only when the record was asked for in vain.</summary>
    public async IAsyncEnumerable<PlannedChange?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Reading == "given")
        {
            IReadOnlyCollection<string> failed = await FailedAsync(await KnownRunAsync(_request.Failed, cancellationToken), cancellationToken);
            await foreach (PlannedChange? refused in GivenAsync([.. _end.Side == Side.Cms ? _request.UserIds : _request.ContactIds, .. failed], cancellationToken))
                yield return refused;
            yield break;
        }

        var trashed = new List<RecordView>();

        // Before the users themselves: who changes in between has an old hash, and is read again next time.
        List<string> changed = _hashed is null ? [] : await _hashed.ChangedAsync(cancellationToken);
        IAsyncEnumerable<RecordView> views = _hashed is { IsFirst: false } ? HashedAsync(_hashed, changed, cancellationToken) : _end.ReadAsync(Query(), cancellationToken);
        await foreach (RecordView view in views.WithCancellation(cancellationToken))
        {
            if (_since is null || view.ModifiedAt is null || view.ModifiedAt >= _since)
                yield return await AddAsync(view, cancellationToken);
            else if (view.State is ContactState.Trashed or ContactState.Merged)
                trashed.Add(view);
            if (trashed.Count < LinkBatch)
                continue;
            foreach (RecordView linked in await LinkedOfAsync(trashed, cancellationToken))
                yield return await AddAsync(linked, cancellationToken);
            trashed.Clear();
        }

        if (_since is null && _hashed is not { IsFirst: false })
            yield break;
        foreach (RecordView linked in await LinkedOfAsync(trashed, cancellationToken))
            yield return await AddAsync(linked, cancellationToken);

        // Who failed last time did not change since, but still waits.
        SyncRun? last = await _workspace.Store.Runs.LastFinishedAsync(_workspace.Site, _workspace.Account, cancellationToken);
        IReadOnlyList<string> waiting = [.. (await FailedAsync(last?.Run, cancellationToken)).Where(id => !_asked.Contains(id))];
        await foreach (PlannedChange? refused in GivenAsync(waiting, cancellationToken))
            yield return refused;
    }

    // Who left the listing and exists has left the filter, and is left alone; who is gone is decided with the link.
    private async IAsyncEnumerable<RecordView> HashedAsync(HashedUsers hashed, List<string> changed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RecordView view in _end.GetAsync(changed, cancellationToken).Where(v => v.InScope))
            yield return view;

        HashSet<string> vanished = [.. hashed.Vanished];
        await foreach (RecordView view in _end.GetAsync([.. vanished], cancellationToken))
            vanished.Remove(view.Id);
        foreach (string id in vanished)
            await MissingAsync(id, id, cancellationToken);
    }

    // Towards the site every account must be seen, or it would be made a second time.
    private RecordQuery Query() => _end.Side == Side.Cms
        ? _end.Query with { ChangedSince = _since, Groups = _rules.Direction == SyncDirection.ToCrm ? _workspace.Profile.Cms.Filter.Groups : [] }
        : _end.Query with
        {
            ChangedSince = _since,
            Tags = _request.Tags.Count > 0 ? _request.Tags : _workspace.Profile.Crm.Filter.Tags,
            NotTags = [.. _workspace.Profile.Crm.Filter.NotTags, .. _request.NotTags],
        };

    // Throwing a contact away moves no time everywhere (CiviCRM), so of those in the trash the links tell whom it is news about.
    private async Task<List<RecordView>> LinkedOfAsync(List<RecordView> records, CancellationToken cancellationToken)
    {
        var linked = new HashSet<string>(StringComparer.Ordinal);
        LinkQuery links = _end.LinksOf(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account }, [.. records.Select(r => r.Id)]);
        await foreach (SyncLink link in _workspace.Store.Links.ReadAsync(links, cancellationToken))
            linked.Add(_end.IdIn(link));
        return records.FindAll(r => linked.Contains(r.Id));
    }

    private async IAsyncEnumerable<PlannedChange?> GivenAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var toRead = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string id in ids)
            toRead[id] = id;
        foreach ((RecordView view, bool complete) in Brought())
        {
            if (complete)
            {
                yield return await AddAsync(view, cancellationToken);
            }
            else
            {
                toRead[view.Key] = view.Id;
            }
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (RecordView view in _end.GetAsync(toRead.Keys, cancellationToken))
        {
            if (view.State == ContactState.Gone)
                continue;
            found.Add(view.Id);
            found.Add(view.Key);
            yield return await AddAsync(view, cancellationToken);
        }

        foreach ((string key, string id) in toRead.Where(r => !found.Contains(r.Key) && !found.Contains(r.Value)))
            yield return await MissingAsync(key, id, cancellationToken);
    }

    private IEnumerable<(RecordView View, bool Complete)> Brought() => _end.Side == Side.Cms
        ? _request.Users.Select(u => (_rules.Paths.View(u), _rules.Paths.NeededUserPaths.All(p => !u.Get(p).IsNotRead)))
        : _request.Contacts.Select(c => (_rules.Paths.View(c), _rules.Paths.NeededContactPaths.All(p => !c.Get(p).IsNotRead)));

    // A linked record that is gone is decided with its link; one that nobody knows is the caller's mistake.
    private async Task<PlannedChange?> MissingAsync(string key, string id, CancellationToken cancellationToken)
    {
        _asked.Add(id);
        LinkQuery links = _end.LinksOf(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account }, [id]);
        await foreach (SyncLink link in _workspace.Store.Links.ReadAsync(links, cancellationToken))
            return null;
        bool user = _end.Side == Side.Cms;
        return new PlannedChange
        {
            Action = ChangeAction.Skip,
            UserId = user ? id : null,
            UserKey = user ? key : null,
            ContactId = user ? null : id,
            Error = new SyncError(user ? ErrorIds.UserNotFound : ErrorIds.ContactNotFound, user ? $"Site {_end.Name} has no user {id}." : $"Account {_end.Name} shows no contact {id}.")
            {
                Item = id,
                Side = _end.Side,
                Kind = ConnectorErrorKind.NotFound,
                Remedy = user ? "Check the id with Get-CmsUser." : "Check the id with Get-CrmContact.",
            },
        };
    }

    private UserSyncException SinceUnknown(bool bothWays) => new(new SyncError(
        ErrorIds.ProfileInvalid,
        bothWays ? "A run both ways compares everything: -Since cannot be honoured."
            : _end.Side == Side.Cms ? $"Site {_end.Name} does not know when a user was changed: -Since cannot be honoured."
            : $"Account {_end.Name} does not know when a contact was changed: -Since cannot be honoured.")
    {
        Item = "-Since",
        Side = _end.Side,
        Remedy = "Use -All, or -Incremental, which then reads everything and compares.",
    });

    private async Task<string?> KnownRunAsync(string? run, CancellationToken cancellationToken)
        => run is null || await _workspace.Store.Runs.HasAsync(run, _workspace.Site, _workspace.Account, cancellationToken) ? run
            : throw new UserSyncException(new SyncError(ErrorIds.RunNotFound, $"There is no run {run} between site {_workspace.Site} and account {_workspace.Account}.")
            {
                Item = run,
                Remedy = "List the runs with Get-SyncHistory -Summary.",
            });

    private async Task<IReadOnlyCollection<string>> FailedAsync(string? run, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (run is null)
            return ids;
        foreach (ChangeOutcome outcome in (ChangeOutcome[])[ChangeOutcome.Failed, ChangeOutcome.NotAttempted])
        {
            await foreach (SyncChange change in _workspace.Store.Changes.ReadAsync(new ChangeQuery { Site = _workspace.Site, Account = _workspace.Account, Run = run, Outcome = outcome }, cancellationToken))
            {
                if ((_end.Side == Side.Cms ? change.UserId : change.ContactId) is { } id)
                    ids.Add(id);
            }
        }

        return ids;
    }

    // Brings the failure of a user of whom the caller can make nothing.
    private async Task<PlannedChange?> AddAsync(RecordView view, CancellationToken cancellationToken)
    {
        if (view.ModifiedAt > Latest || Latest is null)
            Latest = view.ModifiedAt;
        UserChoice? choice = view.User is { } user && _request.Choose is { } choose ? await choose(user, cancellationToken) : null;
        if (choice is { User: null, Error: null })
            return null;
        if (choice?.User is { } chosen)
            view = _rules.Paths.View(chosen);

        // One who failed is not gone, and the contact of such a user is nobody else's: it is known, but out of scope.
        _end.Add(choice?.Error is null ? view : view with { InScope = false });
        if (!Whole)
            _asked.Add(view.Id);
        return choice?.Error is { } error ? Report.Skip(view, null, "") with { Error = error } : null;
    }
}
