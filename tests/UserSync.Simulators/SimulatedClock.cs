namespace UserSync.Simulators;

/// <summary>A clock that runs along with another one and can be moved.</summary>
/// <param name="source">The clock that it follows; null for one that stands still.</param>
public sealed class SimulatedClock(TimeProvider? source = null) : TimeProvider
{
    private TimeSpan _offset;

    /// <summary>The time of a clock that stands still and was not moved.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 20, 15, 57, 0, TimeSpan.Zero);

    /// <summary>The time.</summary>
    public override DateTimeOffset GetUtcNow() => (source?.GetUtcNow() ?? Start) + _offset;

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by) => _offset += by;
}
