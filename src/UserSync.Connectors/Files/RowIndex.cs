namespace UserSync.Connectors.Files;

/// <summary>
/// Which ids a file holds, and where their rows lie. Ids are kept as 64-bit hashes, so that a million rows cost some 30 MB;
/// whoever finds a hash compares the id itself.
/// </summary>
internal sealed class RowIndex
{
    private readonly Dictionary<ulong, int> _rows = [];
    private readonly List<long> _starts = [];
    private readonly List<int> _lengths = [];

    /// <summary>True once <see cref="Locate"/> was called for every row.</summary>
    public bool HasPlaces { get; set; }

    /// <summary>Takes up the next row; false when a row with this hash is there already.</summary>
    public bool Add(ulong id) => _rows.TryAdd(id, _rows.Count);

    /// <summary>True when a row may have this id.</summary>
    public bool Contains(ulong id) => _rows.ContainsKey(id);

    /// <summary>Notes where the next row lies, in bytes.</summary>
    public void Locate(long start, int length)
    {
        _starts.Add(start);
        _lengths.Add(length);
    }

    /// <summary>Where the row lies; null when no row has this hash.</summary>
    public (long Start, int Length)? Place(ulong id) =>
        _rows.TryGetValue(id, out int row) ? (_starts[row], _lengths[row]) : null;
}
