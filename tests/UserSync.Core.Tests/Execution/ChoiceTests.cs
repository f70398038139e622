using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>What a caller makes of users before planning: other values, no part in the run, a failure.</summary>
public sealed class ChoiceTests : IDisposable
{
    private static readonly SyncError Odd = new(ErrorIds.TransformFailed, "odd");
    private readonly Scene _scene = new();

    public ChoiceTests() => _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = true };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_chosen_values_are_planned_with()
    {
        _scene.Cms.Add("1", "a@example.org", "anna");
        SyncRequest upper = Choosing(u => UserChoice.Take(u with { Name = "ANNA" }));
        SyncSummary first = await _scene.RunAsync(upper);
        Assert.Equal(1, first.Created);
        Assert.Equal("ANNA", Assert.Single(_scene.Crm.Contacts).Name);
        Assert.True((await _scene.RunAsync(upper)).NothingToDo);
    }

    [Fact]
    public async Task One_who_failed_costs_only_itself_and_is_neither_gone_nor_written()
    {
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { OnUserDeleted = GonePolicy.Delete } };
        _scene.Cms.Add("1", "a@example.org", "Anna");
        _scene.Cms.Add("2", "b@example.org", "Ben");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B" });
        _scene.Cms.Change("2", u => u with { Name = "Ben B" });
        List<SyncResult> results = await _scene.ResultsAsync(Choosing(u => u.UserId == "1" ? UserChoice.Fail(Odd) : UserChoice.Take(u)));
        Assert.Equal([("2", ChangeOutcome.Done), ("1", ChangeOutcome.Failed)], results.Select(r => (r.UserId, r.Outcome)).OrderBy(r => r.Outcome));
        Assert.Equal(ErrorIds.TransformFailed, results.Single(r => r.UserId == "1").Error!.Id);
        Assert.Equal(["Anna", "Ben B"], _scene.Crm.Contacts.Select(c => c.Name).Order());
        Assert.Equal(2, (await _scene.LinksAsync()).Count);
    }

    [Fact]
    public async Task The_contact_of_one_who_failed_is_given_to_nobody_else()
    {
        _scene.Cms.Add("1", "same@example.org", "Anna");
        _scene.Cms.Add("2", "same@example.org", "Ben");
        _scene.Crm.Add("c", "Anna", "same@example.org");
        await _scene.RunAsync(Choosing(u => u.UserId == "1" ? UserChoice.Fail(Odd) : UserChoice.Take(u)));
        Assert.Empty(await _scene.LinksAsync());
    }

    [Fact]
    public async Task Whom_the_caller_leaves_out_is_left_alone_and_nobody_is_taken_for_gone()
    {
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { OnUserDeleted = GonePolicy.Delete } };
        _scene.Cms.Add("1", "a@example.org", "Anna");
        _scene.Cms.Add("2", "b@example.org", "Ben");
        _scene.Cms.Add("3", "c@example.org", "Cleo");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B" });
        _scene.Cms.Change("2", u => u with { Name = "Ben B" });
        _scene.Cms.Users.RemoveAll(u => u.UserId == "3");
        SyncRequest request = Choosing(u => u.UserId == "1" ? UserChoice.LeftOut : UserChoice.Take(u)) with { LeavesOut = true, MaxDeletePercent = 100 };
        SyncSummary summary = await _scene.RunAsync(request);
        Assert.Equal((1, 1, 0, 0), (summary.Checked, summary.Updated, summary.Deleted, summary.Unlinked));
        Assert.Contains("left out", summary.Reading, StringComparison.Ordinal);
        Assert.Equal(["Anna", "Ben B", "Cleo"], _scene.Crm.Contacts.Select(c => c.Name).Order());
        Assert.Equal(3, (await _scene.LinksAsync()).Count);
    }

    [Fact]
    public async Task A_user_that_was_asked_for_and_left_out_is_not_taken_for_gone()
    {
        _scene.Cms.Add("1", "a@example.org", "Anna");
        await _scene.RunAllAsync();
        SyncSummary summary = await _scene.RunAsync(Choosing(_ => UserChoice.LeftOut) with { All = false, UserIds = ["1"], LeavesOut = true });
        Assert.Equal((0, 0, 0), (summary.Checked, summary.Unlinked, summary.Failed));
        Assert.Single(await _scene.LinksAsync());
    }

    [Fact]
    public async Task An_incremental_run_that_leaves_users_out_does_not_move_the_cursor()
    {
        _scene.Cms.Add("1", "a@example.org", "Anna");
        _scene.Cms.Change("1", u => u with { ModifiedAt = _scene.Clock.GetUtcNow() });
        await _scene.RunAllAsync();
        _scene.Clock.Advance(TimeSpan.FromHours(1));
        _scene.Cms.Change("1", u => u with { Name = "Anna B", ModifiedAt = _scene.Clock.GetUtcNow() });
        _scene.Clock.Advance(TimeSpan.FromHours(1));
        await _scene.RunAsync(Choosing(_ => UserChoice.LeftOut) with { All = false, Incremental = true, LeavesOut = true });
        SyncSummary next = await _scene.RunAsync(new SyncRequest { Incremental = true });
        Assert.Equal(1, next.Updated);
    }

    [Fact]
    public async Task An_answer_with_another_user_is_refused()
    {
        _scene.Cms.Add("1", "a@example.org", "Anna");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _scene.RunAsync(Choosing(u => UserChoice.Take(u with { UserId = "2" }))));
    }

    private static SyncRequest Choosing(Func<CmsUser, UserChoice> choose) => new() { All = true, Choose = (user, _) => Task.FromResult(choose(user)) };
}
