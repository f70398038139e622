using UserSync.Core.Planning;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Planning;

/// <summary>Whose change is the later one, by clocks that may be anywhere. Hours are those since the pair was last in step; it is hour 3.</summary>
public sealed class SideClocksTests
{
    private readonly ManualTime _time = new();
    private readonly DateTimeOffset _inStep;

    public SideClocksTests()
    {
        _inStep = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(3));
    }

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, null)]
    [InlineData(2, -1, true)]
    [InlineData(-1, -2, null)]
    [InlineData(4, 1, null)]
    [InlineData(2, 4, null)]
    public void The_later_change_is_told_by_clocks_that_are_right(double user, double contact, bool? userIsNewer)
        => Assert.Equal(userIsNewer, new SideClocks(_time, TimeSpan.Zero, TimeSpan.Zero).UserIsNewer(At(user), At(contact), _inStep));

    [Theory]
    [InlineData(2, -1)]
    [InlineData(-1, 2)]
    [InlineData(4, 1)]
    [InlineData(1, 4)]
    public void A_side_whose_clock_nobody_knows_decides_nothing_by_a_time_that_cannot_be_right(double user, double contact)
        => Assert.Null(new SideClocks(_time).UserIsNewer(At(user), At(contact), _inStep));

    [Fact]
    public void A_side_that_knows_no_time_decides_nothing()
    {
        Assert.Null(new SideClocks(_time, TimeSpan.Zero, TimeSpan.Zero).UserIsNewer(null, At(1), _inStep));
        Assert.Null(new SideClocks(_time, TimeSpan.Zero, TimeSpan.Zero).UserIsNewer(At(1), null, null));
    }

    [Fact]
    public void Two_that_were_never_compared_are_compared_by_their_times()
        => Assert.True(new SideClocks(_time).UserIsNewer(At(2), At(-50), null));

    private DateTimeOffset At(double hour) => _inStep.AddHours(hour);
}
