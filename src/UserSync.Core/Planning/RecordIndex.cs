using UserSync.Core.Spooling;

namespace UserSync.Core.Planning;

/// <summary>
/// All records of one side, outside the heap, found by id and by match key. In memory are only hashes and offsets: every hit is
/// compared again with the record itself.
/// </summary>
internal sealed class RecordIndex : IDisposable
{
    private readonly RecordSpool _spool;
    private readonly RecordViewBinary _binary = new();
    private readonly Dictionary<ulong, int> _byId = [];
    private readonly Dictionary<ulong, int> _byKey = [];
    private readonly List<(int Ordinal, int Next)> _chain = [];
    private readonly List<long> _offsets = [];
    private readonly List<ulong> _seenInRecord = [];
    private readonly List<bool> _linked = [];

    public RecordIndex(string folder) => _spool = new RecordSpool(folder);

    public int Count => _offsets.Count;

    /// <summary>Adds a record with its match keys by rule. A second record with the same id is left out: listings repeat rows when they move.</summary>
    public void Add(RecordView view, IEnumerable<(int Rule, string Key)> keys)
    {
        if (Find(view.Id) is not null)
            return;
        int ordinal = _offsets.Count;
        _offsets.Add(_spool.Append(_binary.Write(view)));
        _linked.Add(false);
        Chain(_byId, Hash(-1, view.Id), ordinal);
        if (view.Key != view.Id)
            Chain(_byId, Hash(-2, view.Key), ordinal);
        _seenInRecord.Clear();
        foreach ((int rule, string key) in keys)
        {
            ulong hash = Hash(rule, key);
            if (_seenInRecord.Contains(hash))
                continue;
            _seenInRecord.Add(hash);
            Chain(_byKey, hash, ordinal);
        }
    }

    /// <summary>The record with an id and its ordinal; null when there is none.</summary>
    public (int Ordinal, RecordView View)? Find(string id)
    {
        foreach (int ordinal in Hits(_byId, Hash(-1, id)))
        {
            RecordView view = Get(ordinal);
            if (view.Id == id)
                return (ordinal, view);
        }

        return null;
    }

    /// <summary>The record that the system addresses by this, which is its id where it has no other key; null when there is none.</summary>
    public RecordView? FindByKey(string key)
    {
        foreach (int ordinal in Hits(_byId, Hash(-2, key)))
        {
            RecordView view = Get(ordinal);
            if (view.Key == key)
                return view;
        }

        return Find(key) is { View: var same } && same.Key == key ? same : null;
    }

    /// <summary>The records that may hold a key; the caller compares the keys themselves.</summary>
    public IEnumerable<(int Ordinal, RecordView View)> Find(int rule, string key)
    {
        foreach (int ordinal in Hits(_byKey, Hash(rule, key)))
            yield return (ordinal, Get(ordinal));
    }

    /// <summary>True when a second record may hold the key.</summary>
    public bool MayBeShared(int rule, string key)
        => _byKey.TryGetValue(Hash(rule, key), out int head) && _chain[head].Next >= 0;

    public RecordView Get(int ordinal) => RecordViewBinary.Read(_spool.Read(_offsets[ordinal]));

    /// <summary>Notes that a record has a link.</summary>
    public void MarkLinked(int ordinal) => _linked[ordinal] = true;

    public bool IsLinked(int ordinal) => _linked[ordinal];

    public void Dispose()
    {
        _spool.Dispose();
        _binary.Dispose();
    }

    private void Chain(Dictionary<ulong, int> index, ulong hash, int ordinal)
    {
        int next = index.TryGetValue(hash, out int head) ? head : -1;
        index[hash] = _chain.Count;
        _chain.Add((ordinal, next));
    }

    private IEnumerable<int> Hits(Dictionary<ulong, int> index, ulong hash)
    {
        if (!index.TryGetValue(hash, out int entry))
            yield break;
        for (; entry >= 0; entry = _chain[entry].Next)
            yield return _chain[entry].Ordinal;
    }

    // FNV-1a over UTF-16 units: equal texts meet, and chance meetings are compared again anyway.
    private static ulong Hash(int rule, string text)
    {
        ulong hash = 14695981039346656037UL ^ (uint)rule;
        foreach (char c in text)
            hash = (hash ^ c) * 1099511628211UL;
        return hash ^ (hash >> 32);
    }
}
