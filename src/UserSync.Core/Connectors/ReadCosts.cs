namespace UserSync.Core.Connectors;

/// <summary>What reading costs, in requests; decides between look-ups and a walk.</summary>
/// <param name="PageSize">Records that one request of a walk brings.</param>
/// <param name="GetBatch">Ids that one request can ask for.</param>
/// <param name="FindBatch">Keys (addresses, numbers) that one request can look for; 0 when there is no look-up.</param>
public sealed record ReadCosts(int PageSize, int GetBatch, int FindBatch)
{
    private readonly int? _idsPerCall;

    /// <summary>Ids that a connector is best handed at once: more than one request asks for where it chooses itself how to get many.</summary>
    public int IdsPerCall
    {
        get => Math.Max(1, _idsPerCall ?? GetBatch);
        init => _idsPerCall = value;
    }

    /// <summary>Requests for a walk over so many records.</summary>
    public long Walk(long records) => Math.Max(1, (records + PageSize - 1) / PageSize);

    /// <summary>Requests for getting so many ids.</summary>
    public long Get(long ids) => (ids + GetBatch - 1) / GetBatch;

    /// <summary>Requests for finding so many keys; without look-ups more than any walk.</summary>
    public long Find(long keys) => keys == 0 ? 0 : FindBatch == 0 ? long.MaxValue / 4 : (keys + FindBatch - 1) / FindBatch;
}
