namespace UserSync.Simulators.AmoCrm;

/// <summary>Counts requests in the last second, refusals in the last minute, and blocks.</summary>
public sealed class AmoLimiter(SimulatedClock clock, AmoCrmSwitches switches, AmoPlatform platform)
{
    private readonly Dictionary<string, Queue<DateTimeOffset>> _calls = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _refusals = [];

    /// <summary>When the block began; null for none. While it lasts everything is answered 403.</summary>
    public DateTimeOffset? BlockedAt { get; set; }

    /// <summary>How often 429 was answered.</summary>
    public int Refusals { get; private set; }

    /// <summary>The vendor's support unblocks the account.</summary>
    public void Reset()
    {
        BlockedAt = null;
        _refusals.Clear();
        _calls.Clear();
    }

    /// <summary>What is refused for being too fast; null for a request that may pass. Refused requests count like others.</summary>
    /// <param name="integration">Who asks; on Kommo all count as one, because the address counts.</param>
    public AmoAnswer? Refuse(string integration)
    {
        if (BlockedAt is { } since && switches.BlockLasts is { } lasts && clock.GetUtcNow() >= since + lasts)
            Reset();
        if (BlockedAt is not null)
            return AmoProblem.Blocked;
        bool tooFast = Exceeds(platform == AmoPlatform.Kommo ? "" : "integration " + integration, switches.RequestsPerSecond);
        tooFast |= platform == AmoPlatform.AmoCrm && Exceeds("account", switches.AccountRequestsPerSecond);
        if (!tooFast)
            return null;
        Refusals++;
        Count(_refusals, TimeSpan.FromMinutes(1));
        if (switches.BlockAtRefusal > 0 && _refusals.Count >= switches.BlockAtRefusal)
        {
            BlockedAt = clock.GetUtcNow();
            return AmoProblem.Blocked;
        }

        return AmoProblem.TooFast(switches.Html429, switches.RetryAfterHeader);
    }

    private bool Exceeds(string key, int limit)
    {
        if (!_calls.TryGetValue(key, out Queue<DateTimeOffset>? calls))
            _calls[key] = calls = [];
        Count(calls, TimeSpan.FromSeconds(1));
        return limit > 0 && calls.Count > limit;
    }

    private void Count(Queue<DateTimeOffset> times, TimeSpan window)
    {
        DateTimeOffset now = clock.GetUtcNow();
        times.Enqueue(now);
        while (times.Peek() <= now - window)
            times.Dequeue();
    }
}
