using System.Globalization;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Incremental runs over a site that knows no times and makes hashes.</summary>
public sealed class HashedUsersTests : IDisposable
{
    private readonly Scene _scene = new();

    public HashedUsersTests()
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = false, ContentHashes = true };
        for (int i = 1; i <= 20; i++)
            _scene.Cms.Add(i.ToString(CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i);
    }

    private static SyncRequest Incremental => new() { Incremental = true };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task By_hashes_only_users_are_fetched_who_are_new_or_changed()
    {
        SyncSummary first = await _scene.RunAsync(Incremental);
        Assert.Equal((20, 20, "all: this is the first incremental run"), (first.Checked, first.Created, first.Reading));
        Assert.Equal((0, true), Told(await _scene.RunAsync(Incremental)));
        _scene.Cms.Change("7", u => u with { Name = "Changed" });
        _scene.Cms.Add("21", "user21@example.org", "User 21");
        SyncSummary next = await _scene.RunAsync(Incremental);
        Assert.Equal((2, 1, 1, "changed since the last run, by hashes that the site makes"), (next.Checked, next.Updated, next.Created, next.Reading));
        Assert.Equal((0, true), Told(await _scene.RunAsync(Incremental)));
    }

    [Fact]
    public async Task A_user_without_a_hash_any_more_is_gone_and_decided_with_its_link()
    {
        await _scene.RunAsync(Incremental);
        _scene.Cms.Users.RemoveAll(u => u.UserId == "7");
        SyncSummary next = await _scene.RunAsync(Incremental);
        Assert.Equal((1, 0), (next.Unlinked, next.Failed));
        Assert.DoesNotContain(await _scene.LinksOfAsync("site"), l => l.UserId == "7");
    }

    [Fact]
    public async Task Hashes_of_other_fields_are_of_no_use_after_the_field_map_changed()
    {
        await _scene.RunAsync(Incremental);
        _scene.Profile = _scene.Profile with { Fields = [.. _scene.Profile.Fields, new FieldMapping("fields.phone", "PHONE")] };
        Assert.Equal(20, (await _scene.RunAsync(Incremental)).Checked);
        Assert.Equal(0, (await _scene.RunAsync(Incremental)).Checked);
    }

    [Fact]
    public async Task Who_failed_is_tried_again_although_the_hash_is_the_same()
    {
        _scene.Cms.Change("7", u => u with { Email = "no address" });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Failed);
        SyncSummary again = await _scene.RunAsync(Incremental);
        Assert.Equal((1, 1), (again.Checked, again.Failed));
    }

    [Fact]
    public async Task A_run_that_left_something_out_leaves_the_hashes_as_they_were()
    {
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed" });
        await _scene.EventsAsync(Incremental, onEvent: e =>
        {
            if (e is PlannedEvent planned)
                planned.Declined = true;
        });
        await _scene.RunAsync(new SyncRequest { UserIds = ["2"] });
        await _scene.EventsAsync(Incremental with { WhatIf = true });
        Assert.Equal(1, (await _scene.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task A_hash_does_not_bring_a_user_into_the_filter()
    {
        _scene.Profile = _scene.Profile with { Cms = _scene.Profile.Cms with { Filter = new RecordFilter { Groups = ["Customers"] } } };
        for (int i = 1; i <= 10; i++)
            _scene.Cms.Change(i.ToString(CultureInfo.InvariantCulture), u => u with { Groups = [new CmsGroup("5", "Customers")] });
        await _scene.RunAsync(Incremental);
        _scene.Cms.Change("7", u => u with { Name = "Changed" });
        _scene.Cms.Change("17", u => u with { Name = "Changed too" });
        SyncSummary next = await _scene.RunAsync(Incremental);
        Assert.Equal((1, 1, 0), (next.Checked, next.Updated, next.Created));
    }

    private static (long Checked, bool NothingToDo) Told(SyncSummary summary) => (summary.Checked, summary.NothingToDo);
}
