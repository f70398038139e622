using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Brings the records of the other side that a run needs into the index: by look-ups when that is cheaper, else by a walk.</summary>
internal sealed class PartnerReader
{
    // Before anything is known of a system a walk is taken to be over so many records.
    private const long UnknownSize = 5000;
    private readonly Workspace _workspace;
    private readonly PlanRules _rules;
    private readonly RecordEnd _base;
    private readonly RecordEnd _end;
    private readonly List<string> _linkedKeys = [];
    private readonly HashSet<string> _linked = new(StringComparer.Ordinal);
    private bool _walk;

    /// <summary>Reads the partners of the records of another end.</summary>
    public PartnerReader(Workspace workspace, PlanRules rules, RecordEnd ofThese, RecordEnd end)
    {
        _workspace = workspace;
        _rules = rules;
        _base = ofThese;
        _end = end;
    }

    /// <summary>How many records a walk is expected to bring; null when nobody knows.</summary>
    public long? Expected { get; private set; }

    /// <summary>Records that are needed by their keys whatever is decided.</summary>
    public void Need(IEnumerable<string> keys) => _linkedKeys.AddRange(keys);

    /// <summary>Decides between look-ups and a walk by the costs that the connector declares; true for a walk.</summary>
    public async Task<bool> ChooseWalkAsync(bool whole, CancellationToken cancellationToken)
    {
        Expected = await _end.CountAsync(cancellationToken) ?? await _workspace.Store.Ends.CountAsync(_end.Side, _end.Name, cancellationToken);
        if (whole && (_rules.Direction == SyncDirection.Both || _base.Records.Count > UnknownSize))
            return _walk = true;
        ReadCosts costs = _end.Connector.Capabilities.Costs;
        string[] ids = [.. Enumerable.Range(0, _base.Records.Count).Select(i => _base.Records.Get(i).Id)];
        await foreach (SyncLink link in _workspace.Store.Links.ReadAsync(_base.LinksOf(new LinkQuery { Site = _workspace.Site, Account = _workspace.Account }, ids), cancellationToken))
        {
            _linked.Add(_base.IdIn(link));
            _linkedKeys.Add(_end.Side == Side.Cms ? link.UserKey : link.ContactId);
        }

        long keys = _base.Records.Count - _linked.Count;
        bool canFind = keys == 0 || (costs.FindBatch > 0 && _rules.Profile.Match.All(_end.CanFind));
        long lookups = costs.Get(_linkedKeys.Count) + (canFind ? costs.Find(keys) * _rules.Profile.Match.Count : 0);
        return _walk = (!canFind || lookups >= costs.Walk(Expected ?? UnknownSize)) && !(keys == 0 && _linkedKeys.Count == 0);
    }

    /// <summary>Reads; brings the count so far. Without the filter: a record that it leaves out must be seen, or it would be made a second time.</summary>
    public async IAsyncEnumerable<int> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RecordView view in _walk ? _end.ReadAsync(_end.Query, cancellationToken) : LookUpAsync(cancellationToken))
        {
            _end.Add(view);
            yield return _end.Records.Count;
        }
    }

    private async IAsyncEnumerable<RecordView> LookUpAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RecordView view in _end.GetAsync(_linkedKeys, cancellationToken))
            yield return view;
        for (int index = 0; index < _rules.Profile.Match.Count; index++)
        {
            int number = index;
            IEnumerable<string> keys = Enumerable.Range(0, _base.Records.Count).Select(_base.Records.Get).Where(r => !_linked.Contains(r.Id))
                .SelectMany(_base.Keys).Where(k => k.Rule == number).Select(k => k.Key);
            await foreach (RecordView view in _end.FindAsync(_rules.Profile.Match[index], keys, cancellationToken))
                yield return view;
        }

        for (int index = 0; index < _rules.Profile.Match.Count; index++)
        {
            if (_end.Side != Side.Cms || _rules.Profile.Match[index].Kind != MatchKind.Email || !_end.CanFind(_rules.Profile.Match[index]))
                continue;

            // An address that a linked contact has and no user that was read: whoever has it already keeps it.
            int number = index;
            string[] news = [.. Enumerable.Range(0, _base.Records.Count).Select(_base.Records.Get).Where(r => _linked.Contains(r.Id))
                .SelectMany(_base.Keys).Where(k => k.Rule == number && !_end.Records.Find(number, k.Key).Any()).Select(k => k.Key)];
            await foreach (RecordView view in _end.FindAsync(_rules.Profile.Match[index], news, cancellationToken))
                yield return view;
        }
    }
}
