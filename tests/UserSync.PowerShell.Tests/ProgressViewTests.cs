using UserSync.Core.Execution;
using UserSync.PowerShell.Shell;

namespace UserSync.PowerShell.Tests;

/// <summary>Progress stands in two levels: the run, and the step that it is at, with a percentage or a rate.</summary>
public sealed class ProgressViewTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void A_step_stands_under_the_run_and_tells_percent_where_the_size_is_known()
    {
        ProgressLine[] lines = [.. new ProgressView(_clock).Show(new ProgressEvent("Reading users", 5_000, 20_000))];
        Assert.Equal([(1, -1), (2, 1)], lines.Select(l => (l.Id, l.Parent)));
        Assert.Equal("Step 1 of 3: Reading", lines[0].Status);
        Assert.Equal(("5,000 of 20,000", 25), (lines[1].Status, lines[1].Percent));
    }

    [Fact]
    public void Where_nobody_knows_the_size_it_tells_a_rate()
    {
        var view = new ProgressView(_clock);
        Assert.Equal(("100", -1), Step(view, "Planning", 100));
        _clock.Seconds = 2;
        Assert.Equal(("1,100, 500 a second", -1), Step(view, "Planning", 1_100));

        // Another activity is measured anew.
        Assert.Equal(("7", -1), Step(view, "Writing", 7));
    }

    [Fact]
    public void A_step_goes_away_when_the_next_begins_and_everything_at_the_end()
    {
        var view = new ProgressView(_clock);
        Assert.Empty(view.End());
        _ = view.Show(new ProgressEvent("Reading users", 1, null)).ToList();
        Assert.DoesNotContain(view.Show(new ProgressEvent("Reading contacts", 1, null)), l => l.Completed);
        Assert.Equal([(2, true), (1, false), (3, false)], view.Show(new ProgressEvent("Planning", 1, null)).Select(l => (l.Id, l.Completed)));
        Assert.Equal([(3, true), (1, true)], view.End().Select(l => (l.Id, l.Completed)));
        Assert.Empty(view.End());
    }

    [Fact]
    public void A_size_that_turns_out_too_small_is_no_more_than_all()
        => Assert.Equal(100, new ProgressView(_clock).Show(new ProgressEvent("Reading users", 30, 20)).Last().Percent);

    private static (string Status, int Percent) Step(ProgressView view, string activity, long done)
    {
        ProgressLine line = view.Show(new ProgressEvent(activity, done, null)).Last();
        return (line.Status, line.Percent);
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
