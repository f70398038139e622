using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>Brings the users of a run into the index: all, those that changed, or those that were given.</summary>
internal sealed class UserReader
{
    // Clocks differ and writes overlap with reads: an incremental run begins a little before the last one ended.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly SyncRequest _request;
    private readonly RecordIndex _users;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private DateTimeOffset? _since;

    public UserReader(Workspace workspace, PlanRules rules, SyncRequest request, RecordIndex users)
    {
        _workspace = workspace;
        _rules = rules;
        _request = request;
        _users = users;
        Query = new RecordQuery { Groups = workspace.Profile.Cms.Filter.Groups, Fields = rules.Paths.UserPaths };
    }

    /// <summary>The query that brings the mapped fields.</summary>
    public RecordQuery Query { get; }

    /// <summary>True when all users are read, so that one who is missing may be gone.</summary>
    public bool Whole { get; private set; }

    /// <summary>True when all users are read that changed since the last incremental run.</summary>
    public bool FromCursor { get; private set; }

    /// <summary>How users are read, in words.</summary>
    public string Reading { get; private set; } = "";

    /// <summary>The latest change that was read.</summary>
    public DateTimeOffset? Latest { get; private set; }

    /// <summary>What the administrator should know.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Ids that this run is about.</summary>
    public IReadOnlyCollection<string> AskedIds() => _asked;

    /// <summary>Decides how to read; tells how many users to expect, when that is known.</summary>
    public async Task<long?> PrepareAsync(CancellationToken cancellationToken)
    {
        bool given = _request.Users.Count > 0 || _request.UserIds.Count > 0 || _request.Failed is not null;
        if (given)
        {
            Reading = "given";
            return _request.Users.Count + _request.UserIds.Count;
        }

        bool knowsTime = _workspace.Cms.Capabilities.ModifiedTime;
        _since = _request.Since;
        if (_request.Incremental && _since is null)
            _since = await _workspace.Store.Ends.CursorAsync(_workspace.Site, _workspace.Account, Side.Cms, cancellationToken) - Overlap;
        if (_since is not null && !knowsTime)
        {
            if (_request.Since is not null)
            {
                throw new UserSyncException(new SyncError(ErrorIds.ProfileInvalid, $"Site {_workspace.Site} does not know when a user was changed: -Since cannot be honoured.")
                {
                    Item = "-Since",
                    Side = Side.Cms,
                    Remedy = "Use -All, or -Incremental, which then reads everything and compares.",
                });
            }

            _since = null;
        }

        Whole = _since is null && !_request.LeavesOut;
        FromCursor = _since is not null && _request.Since is null && !_request.LeavesOut;
        Reading = _since is { } since ? FormattableString.Invariant($"changed since {since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            : _request.Incremental && !knowsTime ? "all, compared: the site does not know when a user was changed"
            : _request.Incremental ? "all: this is the first incremental run"
            : "all";
        if (_request.LeavesOut)
            Reading += ", of which some were left out by the caller";
        return _since is null ? await _workspace.Store.Ends.CountAsync(Side.Cms, _workspace.Site, cancellationToken) : null;
    }

    /// <summary>Reads; brings an item for each user, which is a change only when the user was asked for in vain.</summary>
    public async IAsyncEnumerable<PlannedChange?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Reading == "given")
        {
            await foreach (PlannedChange? refused in GivenAsync([.. _request.UserIds, .. await FailedAsync(await KnownRunAsync(_request.Failed, cancellationToken), cancellationToken)], cancellationToken))
                yield return refused;
            yield break;
        }

        await foreach (CmsUser user in _workspace.Cms.ReadAsync(Query with { ChangedSince = _since }, cancellationToken))
        {
            if (_since is not null && user.ModifiedAt < _since)
                continue;
            yield return await AddAsync(user, cancellationToken);
        }

        if (_since is null)
            yield break;

        // Who failed last time did not change since, but still waits.
        SyncRun? last = await _workspace.Store.Runs.LastFinishedAsync(_workspace.Site, _workspace.Account, cancellationToken);
        IReadOnlyList<string> waiting = [.. (await FailedAsync(last?.Run, cancellationToken)).Where(id => !_asked.Contains(id))];
        await foreach (PlannedChange? refused in GivenAsync(waiting, cancellationToken))
            yield return refused;
    }

    private async IAsyncEnumerable<PlannedChange?> GivenAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var toRead = new List<string>(ids);
        foreach (CmsUser user in _request.Users)
        {
            if (_rules.Paths.NeededUserPaths.All(p => !user.Get(p).IsNotRead))
            {
                yield return await AddAsync(user, cancellationToken);
            }
            else
            {
                toRead.Add(user.Key);
            }
        }

        foreach (string[] part in toRead.Distinct(StringComparer.Ordinal).Chunk(Math.Max(1, _workspace.Cms.Capabilities.Costs.GetBatch)))
        {
            var found = new HashSet<string>(StringComparer.Ordinal);
            await foreach (CmsUser user in _workspace.Cms.GetAsync(part, Query, cancellationToken))
            {
                found.Add(user.UserId);
                found.Add(user.Key);
                yield return await AddAsync(user, cancellationToken);
            }

            foreach (string id in part.Where(id => !found.Contains(id)))
                yield return await MissingAsync(id, cancellationToken);
        }
    }

    // A linked user that is gone is decided with its link; one that nobody knows is the caller's mistake.
    private async Task<PlannedChange?> MissingAsync(string id, CancellationToken cancellationToken)
    {
        _asked.Add(id);
        await foreach (SyncLink link in _workspace.Store.Links.ReadAsync(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account, UserIds = [id] }, cancellationToken))
            return null;
        return new PlannedChange
        {
            Action = ChangeAction.Skip,
            UserId = id,
            UserKey = id,
            Error = new SyncError(ErrorIds.UserNotFound, $"Site {_workspace.Site} has no user {id}.") { Item = id, Side = Side.Cms, Kind = ConnectorErrorKind.NotFound, Remedy = "Check the id with Get-CmsUser." },
        };
    }

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
                if (change.UserId is { } id)
                    ids.Add(id);
            }
        }

        return ids;
    }

    // Brings the failure of a user of whom the caller can make nothing.
    private async Task<PlannedChange?> AddAsync(CmsUser user, CancellationToken cancellationToken)
    {
        if (user.ModifiedAt > Latest || Latest is null)
            Latest = user.ModifiedAt;
        UserChoice choice = _request.Choose is null ? UserChoice.Take(user) : await _request.Choose(user, cancellationToken);
        if (choice.User is null && choice.Error is null)
            return null;
        RecordView view = _rules.Paths.View(choice.User ?? user);

        // One who failed is not gone, and the contact of such a user is nobody else's: it is known, but out of scope.
        _users.Add(choice.Error is null ? view : view with { InScope = false }, UserMatcher.UserKeys(_rules, view));
        if (!Whole)
            _asked.Add(user.UserId);
        return choice.Error is null ? null : new PlannedChange
        {
            Action = ChangeAction.Skip,
            UserId = user.UserId,
            UserKey = user.Key,
            Email = user.Email,
            Name = view.Name,
            UserUrl = user.ProfileUrl,
            Error = choice.Error,
        };
    }
}
