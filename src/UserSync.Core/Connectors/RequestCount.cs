using System.Globalization;

namespace UserSync.Core.Connectors;

/// <summary>Counts requests to one system, their time and the records that they carried; safe to use from several threads.</summary>
public sealed class RequestCount
{
    private long _reads;
    private long _writes;
    private long _readTicks;
    private long _writeTicks;
    private long _readRecords;
    private long _writtenRecords;

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

    /// <summary>Adds how long a request took, from its sending to its answer or failure.</summary>
    public void Took(bool write, TimeSpan elapsed) => Interlocked.Add(ref write ? ref _writeTicks : ref _readTicks, elapsed.Ticks);

    /// <summary>Adds records that a run took from answers, or sent to be written.</summary>
    public void Carried(bool write, int records) => Interlocked.Add(ref write ? ref _writtenRecords : ref _readRecords, records);

    /// <summary>All in words; null when no request was sent. Times of parallel requests are added up.</summary>
    public string? InWords()
    {
        string?[] parts = [Part("reading", Reads, _readTicks, _readRecords, "read"), Part("writing", Writes, _writeTicks, _writtenRecords, "sent to be written")];
        string text = string.Join("; ", parts.OfType<string>());
        return text.Length == 0 ? null : text;
    }

    private static string? Part(string kind, long requests, long ticks, long records, string what)
    {
        if (requests == 0)
            return null;
        double seconds = TimeSpan.FromTicks(ticks).TotalSeconds;
        string each = records == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {seconds * 1000 / records:0.0} ms each");
        return string.Create(CultureInfo.InvariantCulture, $"{requests} {kind} request{(requests == 1 ? "" : "s")} took {seconds:0.0} s, {records} record{(records == 1 ? "" : "s")} {what}{each}");
    }
}
