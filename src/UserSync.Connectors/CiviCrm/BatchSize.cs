using System.Globalization;

namespace UserSync.Connectors.CiviCrm;

/// <summary>How many records one write takes, by measured time: a request stays well below the server's time limit.</summary>
/// <param name="time">The clock.</param>
/// <param name="most">The most that is ever tried.</param>
internal sealed class BatchSize(TimeProvider time, int most)
{
    /// <summary>Most records in one request; the contract found no faster size.</summary>
    public const int Most = 100;

    private const int First = 50;
    private static readonly TimeSpan Target = TimeSpan.FromSeconds(3);
    private readonly Lock _gate = new();
    private int _size = Math.Min(First, most);

    /// <summary>The size for the next request.</summary>
    public int Now
    {
        get
        {
            lock (_gate)
                return _size;
        }
    }

    /// <summary>The start of a measurement.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Learns how long so many records took; says it in words.</summary>
    public string Took(int records, long started)
    {
        TimeSpan elapsed = time.GetElapsedTime(started);
        double each = elapsed.TotalSeconds / Math.Max(1, records);
        int fits = each <= 0 ? most : (int)Math.Min(most, Target.TotalSeconds / each);
        lock (_gate)
            _size = Math.Clamp(Math.Min(fits, _size * 2), 1, most);
        return string.Create(CultureInfo.InvariantCulture, $"{(records == 1 ? "1 contact was" : $"{records} contacts were")} stored in {elapsed.TotalSeconds:0.0} s, {each * 1000:0} ms each.");
    }

    /// <summary>The server broke off: half as many from now on.</summary>
    public void TooMuch()
    {
        lock (_gate)
            _size = Math.Max(1, _size / 2);
    }
}
