namespace UserSync.Core.Execution;

/// <summary>Lets at most five progress events a second through; none, at no cost, when nobody watches.</summary>
internal sealed class ProgressMeter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _clock;
    private readonly bool _watched;
    private long _last;

    public ProgressMeter(TimeProvider clock, bool watched)
    {
        _clock = clock;
        _watched = watched;
        _last = clock.GetTimestamp();
    }

    /// <summary>True when it is time to report again.</summary>
    public bool IsDue()
    {
        if (!_watched || _clock.GetElapsedTime(_last) < Pause)
            return false;
        _last = _clock.GetTimestamp();
        return true;
    }
}
