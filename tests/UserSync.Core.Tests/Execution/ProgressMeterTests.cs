using UserSync.Core.Execution;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Progress is told five times a second at most, and never to nobody.</summary>
public sealed class ProgressMeterTests
{
    [Theory]
    [InlineData(true, 50)]
    [InlineData(false, 0)]
    public void Ten_seconds_bring_at_most_fifty_reports_and_none_when_nobody_watches(bool watched, int most)
    {
        var clock = new ManualTime();
        var meter = new ProgressMeter(clock, watched);
        int told = 0;
        for (int i = 0; i < 1000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(10));
            if (meter.IsDue("Writing"))
                told++;
        }

        Assert.Equal(most, told);
    }

    [Fact]
    public void The_first_report_of_every_step_goes_through()
    {
        var meter = new ProgressMeter(new ManualTime(), watched: true);
        Assert.Equal([true, false, true, false], new[] { "Reading", "Reading", "Writing", "Writing" }.Select(meter.IsDue));
    }
}
