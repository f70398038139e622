namespace UserSync.Core.Connectors;

/// <summary>Counts requests to one system; safe to use from several threads.</summary>
public sealed class RequestCount
{
    private long _reads;
    private long _writes;

    /// <summary>Requests that only read.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>Requests that write.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Counts one request.</summary>
    public void Add(bool write)
    {
        if (write)
            Interlocked.Increment(ref _writes);
        else
            Interlocked.Increment(ref _reads);
    }
}
