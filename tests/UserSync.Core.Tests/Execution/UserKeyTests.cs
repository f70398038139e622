using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Sites whose users have two names: an id that people see and a key that the API addresses and that we choose for new ones.</summary>
public sealed class UserKeyTests : IDisposable
{
    private static readonly SyncRequest ToSite = new() { All = true, Direction = SyncDirection.ToCms };
    private readonly Scene _scene = new();

    public UserKeyTests()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField], Users = new UserPolicy { OnContactDeleted = GonePolicy.Delete } };
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ChoosesKey = true, Block = true, Delete = DeleteKind.SiteDecides };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Trash = true };
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_piped_user_that_is_gone_is_looked_up_in_the_links_by_its_id()
    {
        CmsUser gone = _scene.Cms.Add("5", "anna@x.org", "Anna", key: "key-5");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAllAsync();
        _scene.Cms.Users.Clear();
        _scene.Cms.Add("6", "other@x.org", "Other", key: "key-6");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { Users = [gone with { Fields = FieldMap.None, Name = null }] }));
        Assert.NotEqual("UserNotFound", result.Error?.Id);
        Assert.Equal(("5", "10"), (result.UserId, result.ContactId));
    }

    [Fact]
    public async Task A_piped_user_that_nobody_knows_is_told_by_its_id()
    {
        CmsUser stranger = new() { Site = "site", UserId = "5", Key = "key-5" };
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { Users = [stranger] }));
        Assert.Equal(("UserNotFound", "5"), (result.Error?.Id, result.Error?.Item));
    }

    [Fact]
    public async Task A_new_user_is_linked_by_both_its_id_and_its_key()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        Assert.Equal(1, (await _scene.RunAsync(ToSite)).Created);
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        Assert.Equal(("9001", "c-account:10"), (link.UserId, link.UserKey));
        Assert.True((await _scene.RunAsync(ToSite)).NothingToDo);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task A_kill_at_any_seam_makes_one_user_with_one_link(string seam)
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.DieAtAsync(seam, 1, ToSite);
        await _scene.RunAsync(ToSite);
        Assert.True((await _scene.RunAsync(ToSite)).NothingToDo);
        CmsUser user = Assert.Single(_scene.Cms.Users);
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        Assert.Equal((user.UserId, user.Key, "10"), (link.UserId, link.UserKey, link.ContactId));
    }

    [Theory]
    [InlineData(false, SyncAction.Conflict)]
    [InlineData(true, SyncAction.Created)]
    public async Task A_user_once_made_for_the_contact_is_found_in_a_walk_and_refuses_a_second_one_in_any_case(bool lookUps, SyncAction told)
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { FindByEmail = lookUps };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(ToSite);
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Links.RemoveAsync(await store.Links.ReadAsync(LinkQuery.All, CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken), CancellationToken.None);
        _scene.Cms.Change("9001", u => u with { Email = "moved@x.org" });
        SyncResult result = Assert.Single(await _scene.ResultsAsync(ToSite));
        Assert.Equal((told, lookUps ? ChangeOutcome.Failed : ChangeOutcome.Conflict), (result.Action, result.Outcome));
        if (!lookUps)
            Assert.Equal("9001", Assert.Single(result.Candidates));
        Assert.Single(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_delete_that_only_blocks_is_told_counted_and_journalled_as_a_block()
    {
        _scene.Cms.DeletesOnlyBlock = true;
        await LoseContactAsync();
        List<SyncEvent> events = await _scene.EventsAsync(ToSite);
        SyncSummary summary = events.OfType<SummaryEvent>().Single().Summary;
        Assert.Equal((1, 0, 1), (summary.Blocked, summary.Deleted, summary.Unlinked));
        Assert.Contains("only blocked", events.OfType<ResultEvent>().Single(e => e.Result.Action == SyncAction.Blocked).Result.Reason, StringComparison.Ordinal);
        await using LinkStore store = await _scene.OpenStoreAsync();
        Assert.Contains(await store.Changes.ReadAsync(new ChangeQuery(), CancellationToken.None).ToListAsync(TestContext.Current.CancellationToken), c => c is { Action: "Blocked", UserId: "1" });
    }

    [Fact]
    public async Task A_user_that_a_delete_only_blocked_gets_no_new_contact()
    {
        _scene.Cms.DeletesOnlyBlock = true;
        await LoseContactAsync();
        await _scene.RunAsync(ToSite);
        int contacts = _scene.Crm.Contacts.Count;
        SyncSummary next = await _scene.RunAllAsync();
        Assert.Equal((0, contacts), (next.Created, _scene.Crm.Contacts.Count));
    }

    private async Task LoseContactAsync()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna", key: "key-1");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAllAsync();
        _scene.Crm.Change("10", c => c with { State = ContactState.Gone });
    }
}
