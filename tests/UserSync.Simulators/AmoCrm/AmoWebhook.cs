namespace UserSync.Simulators.AmoCrm;

/// <summary>A subscription to webhooks.</summary>
/// <param name="Id">The id.</param>
/// <param name="Destination">The address, as it was given.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Sort">The position.</param>
public sealed record AmoWebhook(long Id, string Destination, long CreatedAt, long CreatedBy, int Sort)
{
    private readonly Queue<DateTimeOffset> _failures = [];

    /// <summary>What it wants to be told.</summary>
    public IReadOnlyList<string> Settings { get; set; } = [];

    /// <summary>Unix seconds.</summary>
    public long UpdatedAt { get; set; } = CreatedAt;

    /// <summary>Switched off after too many failures; switched on again by hand only.</summary>
    public bool Disabled { get; set; }

    /// <summary>Notes an answer: more than 100 invalid ones in two hours, the last one among them, switch it off.</summary>
    internal void Answered(bool valid, DateTimeOffset now)
    {
        if (valid)
            return;
        _failures.Enqueue(now);
        while (_failures.Peek() <= now - TimeSpan.FromHours(2))
            _failures.Dequeue();
        Disabled |= _failures.Count > 100;
    }
}
