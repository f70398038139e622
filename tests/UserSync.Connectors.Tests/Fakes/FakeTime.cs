namespace UserSync.Connectors.Tests.Fakes;

/// <summary>A clock that moves only when told, or by itself over the pauses that a test wants skipped.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<ITimer> _passing = [];
    private DateTimeOffset _now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Pauses that pass in no time.</summary>
    public Predicate<TimeSpan> Skips { get; init; } = static _ => false;

    /// <summary>Pauses between looks at what somebody else does: they pass really, or a waiter would spin through minutes of this clock meanwhile.</summary>
    public Predicate<TimeSpan> Passes { get; init; } = static _ => false;

    /// <summary>The pauses that were skipped.</summary>
    public List<TimeSpan> Skipped { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<FakeTimer> due;
        lock (_gate)
        {
            _now += by;
            due = _timers.FindAll(t => t.Due <= _now);
            _timers.RemoveAll(due.Contains);
        }

        due.ForEach(t => t.Fire());
    }

    private void Schedule(FakeTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime < TimeSpan.Zero)
                return;
            if (Passes(dueTime))
            {
                _passing.Add(TimeProvider.System.CreateTimer(_ => timer.Fire(), null, dueTime, Timeout.InfiniteTimeSpan));
                return;
            }

            if (!Skips(dueTime))
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
                return;
            }

            Skipped.Add(dueTime);
            _now += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => timer.Fire());
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Schedule(this, dueTime);
            return true;
        }

        public void Dispose() => time.Schedule(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
