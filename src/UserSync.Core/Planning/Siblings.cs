using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>
/// In a run over a part of a side: the records that are no part of it but hold a key of one that has no link. They are only seen, so
/// that an address that two people share is a conflict however few of them were asked for.
/// </summary>
internal sealed class Siblings
{
    private const long UnknownSize = 5000;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly RecordEnd _end;

    public Siblings(Workspace workspace, PlanRules rules, RecordEnd end)
    {
        _workspace = workspace;
        _rules = rules;
        _end = end;
    }

    /// <summary>Puts them into the index; brings their ids, which nothing is decided about.</summary>
    public async Task<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        HashSet<(int Rule, string Key)> keys = [.. Enumerable.Range(0, _end.Records.Count).Where(n => !_end.Records.IsLinked(n)).Select(_end.Records.Get).Where(static r => r.InScope).SelectMany(_end.Keys).Where(k => !IsUnique(k.Rule))];
        if (keys.Count == 0)
            return found;
        await foreach (RecordView view in await WalksAsync(keys, cancellationToken) ? _end.ReadAsync(_end.Query, cancellationToken) : LookUps(keys, cancellationToken))
        {
            if (view is not { State: ContactState.Live, InScope: true } || !_end.Keys(view).Any(keys.Contains) || _end.Records.Find(view.Id) is not null)
                continue;
            _end.Add(view);
            found.Add(view.Id);
        }

        LinkQuery links = _end.LinksOf(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account }, [.. found]);
        await foreach (SyncLink link in found.Count == 0 ? AsyncEnumerable.Empty<SyncLink>() : _workspace.Store.Links.ReadAsync(links, cancellationToken))
            _end.Records.MarkLinked(_end.Records.Find(_end.IdIn(link))!.Value.Ordinal);
        return found;
    }

    private bool IsUnique(int rule) => _end.Connector.Capabilities.UniqueEmail && _rules.Profile.Match[rule] is { Kind: MatchKind.Email } match && (_end.Side == Side.Cms ? match.User == "email" : match.Contact == MultiPath.Email);

    private async Task<bool> WalksAsync(HashSet<(int Rule, string Key)> keys, CancellationToken cancellationToken)
    {
        ReadCosts costs = _end.Connector.Capabilities.Costs;
        if (costs.FindBatch == 0 || !keys.All(k => _end.CanFind(_rules.Profile.Match[k.Rule])))
            return true;
        long size = await _end.CountAsync(cancellationToken) ?? await _workspace.Store.Ends.CountAsync(_end.Side, _end.Name, cancellationToken) ?? UnknownSize;
        return keys.GroupBy(static k => k.Rule).Sum(rule => costs.Find(rule.LongCount())) >= costs.Walk(size);
    }

    private IAsyncEnumerable<RecordView> LookUps(HashSet<(int Rule, string Key)> keys, CancellationToken cancellationToken)
        => keys.GroupBy(static k => k.Rule).ToAsyncEnumerable().SelectMany(rule => _end.FindAsync(_rules.Profile.Match[rule.Key], rule.Select(static k => k.Key), cancellationToken));
}
