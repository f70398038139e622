namespace UserSync.Benchmarks;

/// <summary>A clock that jumps over every pause instead of waiting for it; only the time limit of requests never comes.</summary>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>The time limit of requests, which is told from pauses by its length.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(61);

    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time)
    {
        lock (_gate)
            _now += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Jump timer = new(this, callback, state);

        // The heartbeat of a lease repeats itself; it would drive the clock for ever.
        if (period == Timeout.InfiniteTimeSpan)
            timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Jump(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero || dueTime == RequestLimit)
                return true;
            time.Pass(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
