using System.Globalization;
using UserSync.Core.Execution;

namespace UserSync.PowerShell.Shell;

/// <summary>Makes lines of progress out of what a run tells: the run itself, and under it the step that it is at: reading, planning, writing.</summary>
internal sealed class ProgressView
{
    private const int RunId = 1;
    private const string RunActivity = "Synchronising";
    private static readonly string[] Steps = ["Reading", "Planning", "Writing"];
    private readonly TimeProvider _clock;
    private ProgressLine? _run;
    private ProgressLine? _step;
    private ProgressEvent? _first;
    private long _firstAt;

    /// <summary>Measures rates by a clock.</summary>
    public ProgressView(TimeProvider clock) => _clock = clock;

    /// <summary>The lines to show now, those that go away first.</summary>
    public IEnumerable<ProgressLine> Show(ProgressEvent progress)
    {
        int step = Math.Max(0, Array.FindIndex(Steps, s => progress.Activity.StartsWith(s, StringComparison.Ordinal)));
        if (_step is not null && _step.Activity != progress.Activity)
        {
            if (_step.Id != StepId(step))
                yield return _step with { Completed = true };
            _first = null;
        }

        if (_first is null)
        {
            _first = progress;
            _firstAt = _clock.GetTimestamp();
        }

        _run = new ProgressLine(RunId, -1, RunActivity, FormattableString.Invariant($"Step {step + 1} of {Steps.Length}: {Steps[step]}"));
        _step = new ProgressLine(StepId(step), RunId, progress.Activity, Status(progress), Percent(progress));
        yield return _run;
        yield return _step;
    }

    /// <summary>Takes all lines away; none when none was shown.</summary>
    public IEnumerable<ProgressLine> End()
    {
        if (_step is not null)
            yield return _step with { Completed = true };
        if (_run is not null)
            yield return _run with { Completed = true };
        (_run, _step, _first) = (null, null, null);
    }

    private static int StepId(int step) => RunId + 1 + step;

    private static int Percent(ProgressEvent progress) => progress.Total > 0 ? (int)Math.Clamp(progress.Done * 100 / progress.Total.Value, 0, 100) : -1;

    private string Status(ProgressEvent progress)
    {
        string done = progress.Done.ToString("N0", CultureInfo.InvariantCulture);
        if (progress.Total is { } total)
            return string.Create(CultureInfo.InvariantCulture, $"{done} of {total:N0}");
        double seconds = _clock.GetElapsedTime(_firstAt).TotalSeconds;
        return seconds <= 0 ? done : string.Create(CultureInfo.InvariantCulture, $"{done}, {(progress.Done - _first!.Done) / seconds:N0} a second");
    }
}
