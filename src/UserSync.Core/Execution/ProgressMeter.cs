namespace UserSync.Core.Execution;

/// <summary>Lets at most five progress events a second through, and the first of each step; none, at no cost, when nobody watches.</summary>
internal sealed class ProgressMeter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _clock;
    private readonly bool _watched;
    private long _last;
    private string? _step;

    public ProgressMeter(TimeProvider clock, bool watched)
    {
        _clock = clock;
        _watched = watched;
        _last = clock.GetTimestamp();
    }

    /// <summary>True when anybody watches: the end of a step is reported then, whenever it comes.</summary>
    public bool IsWatched => _watched;

    /// <summary>True when it is time to report again.</summary>
    /// <param name="step">What is going on: another step than before is always reported.</param>
    public bool IsDue(string step)
    {
        if (!_watched || (_step == step && _clock.GetElapsedTime(_last) < Pause))
            return false;
        _step = step;
        _last = _clock.GetTimestamp();
        return true;
    }
}
