using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class IncrementalTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);
    private readonly Scene _scene = new();

    public IncrementalTests()
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = true };
        for (int i = 1; i <= 20; i++)
            _scene.Cms.Users.Add(_scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i) with { ModifiedAt = Monday });
        _scene.Cms.Users.RemoveAll(u => u.ModifiedAt is null);
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_first_incremental_run_reads_everything_and_the_next_only_what_changed()
    {
        SyncSummary first = await _scene.RunAsync(Incremental);
        Assert.Equal((20, 20), (first.Checked, first.Created));
        _scene.Cms.Change("7", u => u with { Name = "Changed", ModifiedAt = Monday.AddHours(3) });
        SyncSummary second = await _scene.RunAsync(Incremental);
        Assert.Equal(1, second.Updated);
        SyncSummary third = await _scene.RunAsync(Incremental);
        Assert.Equal((1, true), (third.Checked, third.NothingToDo));
        Assert.StartsWith("changed since 2026-11-16 10:55:00Z", third.Reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_within_the_overlap_is_seen()
    {
        _scene.Cms.Change("1", u => u with { ModifiedAt = Monday.AddHours(3) });
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed", ModifiedAt = Monday.AddHours(3).AddMinutes(-4) });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task A_user_that_failed_is_tried_again_although_it_did_not_change()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        _scene.Cms.Change("1", u => u with { ModifiedAt = Monday.AddHours(3) });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Failed);
        _scene.Cms.Change("7", u => u with { Email = "mended@example.org" });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Created);
    }

    [Fact]
    public async Task A_stopped_run_does_not_move_the_cursor()
    {
        await _scene.RunAsync(Incremental);
        for (int i = 1; i <= 10; i++)
            _scene.Cms.Change(i.ToString(System.Globalization.CultureInfo.InvariantCulture), u => u with { Name = "Again", ModifiedAt = Monday.AddHours(5) });
        using var stop = new CancellationTokenSource();
        await _scene.EventsAsync(Incremental, stop.Token, e =>
        {
            if (e is ResultEvent)
                stop.Cancel();
        });
        await _scene.RunAsync(Incremental);
        Assert.Equal(10, _scene.Crm.Contacts.Count(c => c.Name == "Again"));
    }

    [Fact]
    public async Task A_side_without_times_is_read_whole_and_the_summary_says_so()
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = false };
        await _scene.RunAsync(Incremental);
        SyncSummary second = await _scene.RunAsync(Incremental);
        Assert.Equal((20, "all, compared: the site does not know when a user was changed"), (second.Checked, second.Reading));
    }

    [Fact]
    public async Task Since_is_refused_where_it_cannot_be_honoured()
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = false };
        Assert.Equal(ErrorIds.ProfileInvalid, (await _scene.FailAsync(new SyncRequest { Since = Monday })).Id);
    }

    [Fact]
    public async Task The_failed_users_of_a_run_can_be_retried_alone()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        SyncSummary first = await _scene.RunAllAsync();
        _scene.Cms.Change("7", u => u with { Email = "mended@example.org" });
        SyncSummary retry = await _scene.RunAsync(new SyncRequest { Failed = first.Run });
        Assert.Equal((1, 1), (retry.Checked, retry.Created));
    }

    [Fact]
    public async Task A_run_of_another_site_is_unknown_here_and_none_of_its_users_is_tried()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        SyncProfile here = _scene.Profile;
        _scene.Profile = here with { Cms = here.Cms with { Key = "elsewhere" } };
        string other = (await _scene.RunAllAsync()).Run;
        _scene.Profile = here;
        Assert.Equal(ErrorIds.RunNotFound, (await _scene.FailAsync(new SyncRequest { Failed = other })).Id);
        Assert.Empty(await _scene.LinksOfAsync("site"));
    }

    [Fact]
    public async Task A_run_over_one_user_in_between_does_not_make_failed_ones_forgotten()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        _scene.Cms.Change("1", u => u with { ModifiedAt = Monday.AddHours(3) });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Failed);
        await _scene.RunAsync(new SyncRequest { UserIds = ["2"] });
        _scene.Cms.Change("7", u => u with { Email = "mended@example.org" });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Created);
    }

    [Fact]
    public async Task A_time_in_the_future_does_not_hide_later_changes()
    {
        _scene.Cms.Change("1", u => u with { ModifiedAt = Monday.AddYears(50) });
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed", ModifiedAt = _scene.Clock.GetUtcNow() });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task Only_a_run_that_began_at_the_cursor_moves_it()
    {
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed", ModifiedAt = Monday.AddHours(3) });
        _scene.Cms.Change("8", u => u with { Name = "Changed later", ModifiedAt = Monday.AddHours(9) });
        await _scene.RunAsync(new SyncRequest { Incremental = true, UserIds = ["8"] });
        await _scene.RunAsync(new SyncRequest { Incremental = true, Since = Monday.AddHours(8) });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task A_user_that_is_tried_again_does_not_bring_the_cursor_back()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        _scene.Cms.Change("1", u => u with { ModifiedAt = Monday.AddHours(3) });
        await _scene.RunAsync(Incremental);
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Failed);
        Assert.StartsWith("changed since 2026-11-16 10:55:00Z", (await _scene.RunAsync(Incremental)).Reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contacts_are_all_compared_when_their_tags_decide_and_move_no_time()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ModifiedTime = true, TimeMissesMemberships = true };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { ModifiedAt = Monday });
        SyncRequest import = Incremental with { Direction = SyncDirection.ToCms };
        await _scene.RunAsync(import);
        Assert.StartsWith("changed since", (await _scene.RunAsync(import)).Reading, StringComparison.Ordinal);
        Assert.StartsWith("all, compared: the CRM does not tell when", (await _scene.RunAsync(import with { Tags = ["x"] })).Reading, StringComparison.Ordinal);
        _scene.Profile = _scene.Profile with { Groups = [new GroupMapping("a", new MembershipPath(MembershipPath.Tag, "x"), SyncDirection.ToCrm)] };
        Assert.StartsWith("changed since", (await _scene.RunAsync(import)).Reading, StringComparison.Ordinal);
        _scene.Profile = _scene.Profile with { Groups = [new GroupMapping("a", new MembershipPath(MembershipPath.Tag, "x"), SyncDirection.ToCms)] };
        Assert.StartsWith("all, compared: the CRM does not tell when", (await _scene.RunAsync(import)).Reading, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_declined_is_asked_again()
    {
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed", ModifiedAt = Monday.AddHours(3) });
        _scene.Cms.Change("8", u => u with { ModifiedAt = Monday.AddHours(9) });
        await _scene.EventsAsync(Incremental, onEvent: e =>
        {
            if (e is PlannedEvent planned)
                planned.Declined = true;
        });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task A_run_over_one_user_neither_is_the_first_nor_accepts_a_changed_filter()
    {
        await _scene.LinkAsync("99", "gone");
        _scene.Crm.Add("gone", "Gone", "gone@example.org");
        await _scene.RunAsync(new SyncRequest { UserIds = ["1"] });
        Assert.Equal(0, (await _scene.RunAllAsync()).Unlinked);
        _scene.Profile = _scene.Profile with { Match = [MatchRule.Email, new MatchRule("fields.phone", "PHONE", MatchKind.Phone)] };
        await _scene.RunAsync(new SyncRequest { UserIds = ["2"] });
        Assert.Equal(ErrorIds.RebaseNeeded, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
    }

    private static SyncRequest Incremental => new() { Incremental = true };
}
