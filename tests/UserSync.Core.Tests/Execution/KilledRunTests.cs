using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class KilledRunTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task Killed_at_any_seam_the_next_run_neither_doubles_nor_loses(string seam)
    {
        for (int i = 1; i <= 9; i++)
            _scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i);
        for (int hit = 1; hit <= 6; hit++)
        {
            await _scene.DieAtAsync(seam, hit);
            _scene.Cms.Change("1", u => u with { Name = "Anna " + hit });
        }

        SyncSummary last = await _scene.RunAllAsync();
        Assert.Equal(0, last.Conflicts + last.Failed);
        Assert.Equal(9, _scene.Crm.Contacts.Count);
        Assert.Equal(9, (await _scene.LinksAsync()).Count);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task A_lost_answer_is_settled_by_the_marker()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.LoseNextAnswer = true;
        Assert.Equal(1, (await _scene.RunAllAsync()).NotAttempted);
        SyncSummary second = await _scene.RunAllAsync();
        Assert.Equal((0, 1), (second.Created, second.AlreadyLinked));
        Assert.Single(_scene.Crm.Contacts);
        await using LinkStore store = await _scene.OpenStoreAsync();
        Assert.Empty(await store.Intents.ReadAsync("site", "account", "", -1, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_decision_to_create_makes_no_second_contact_while_its_first_create_is_unclear()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna too", "anna@x.org");
        await _scene.RunAllAsync();
        await DecideToCreateAsync(ConflictKind.AmbiguousMatch);
        _scene.Crm.SettlesUnclearly = true;
        _scene.Crm.LoseNextAnswer = true;
        await _scene.RunAllAsync();
        Assert.Equal(3, _scene.Crm.Contacts.Count);
        SyncSummary next = await _scene.RunAllAsync();
        Assert.Equal((0, 1), (next.Created, next.Conflicts));
        Assert.Equal(3, _scene.Crm.Contacts.Count);
    }

    [Fact]
    public async Task A_decision_about_an_unclear_create_counts_for_one_create_only()
    {
        _scene.Cms.Add("1", null, "Anna");
        _scene.Crm.SettlesUnclearly = true;
        await _scene.DieAtAsync("intent", 1);
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        await DecideToCreateAsync(ConflictKind.UnclearCreate);
        _scene.Crm.LoseNextAnswer = true;
        await _scene.RunAllAsync();
        Assert.Single(_scene.Crm.Contacts);
        Assert.Equal((0, 1), ((await _scene.RunAllAsync()).Created, _scene.Crm.Contacts.Count));
    }

    private async Task DecideToCreateAsync(ConflictKind kind)
    {
        await using LinkStore store = await _scene.OpenStoreAsync();
        SyncConflict conflict = await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).SingleAsync(c => c.Kind == kind);
        await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Create, CancellationToken.None);
    }

    [Fact]
    public async Task An_unclear_create_is_not_forgotten_while_its_user_is_out_of_scope()
    {
        _scene.Cms.Add("1", null, "Anna");
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAsync(new SyncRequest { UserIds = ["2"] });
        _scene.Crm.SettlesUnclearly = true;
        _scene.Crm.LoseNextAnswer = true;
        await _scene.RunAllAsync();
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        var filter = _scene.Profile.Cms;
        _scene.Profile = _scene.Profile with { Cms = filter with { Filter = new Core.Profiles.RecordFilter { Groups = ["Customers"] } } };
        await _scene.RunAllAsync();
        _scene.Profile = _scene.Profile with { Cms = filter };
        SyncSummary back = await _scene.RunAllAsync();
        Assert.Equal((0, 1), (back.Created, back.Conflicts));
        Assert.Equal(2, _scene.Crm.Contacts.Count);
    }

    [Fact]
    public async Task A_contact_once_made_that_was_deleted_for_good_makes_way_for_a_new_one()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ChoosesId = true, FindByEmail = false };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Berta", "berta@x.org");
        await _scene.RunAllAsync();
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Links.RemoveAsync([link], CancellationToken.None);
        _scene.Crm.Change(link.ContactId, c => c with { Emails = [] });
        Assert.Equal((0, 1), ((await _scene.RunAllAsync()).Created, (await _scene.RunAllAsync()).Conflicts));
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId == link.ContactId);
        _scene.Crm.Forget();
        Assert.Equal(1, (await _scene.RunAllAsync()).Created);
    }

    [Fact]
    public async Task What_a_settled_create_left_behind_is_read_back_and_not_taken_for_somebodys_edit()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = Core.Profiles.SyncDirection.Both }, Scene.EmailField] };
        _scene.Crm.Lossy = static text => text.Contains('@', StringComparison.Ordinal) ? text : text.ToUpperInvariant();
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        await _scene.DieAtAsync("answer", 1);
        _scene.Cms.Change("1", u => u with { Name = "Berta" });
        SyncSummary next = await _scene.RunAllAsync();
        Assert.Equal((1, 0), (next.Updated, next.Conflicts));
        Assert.Equal("BERTA", Assert.Single(_scene.Crm.Contacts).Name);
    }

    [Fact]
    public async Task What_did_not_get_into_a_settled_create_is_filled_by_the_next_run()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        await _scene.DieAtAsync("answer", 1);
        _scene.Crm.Change(_scene.Crm.Contacts[0].ContactId, c => c with { Name = "" });
        await _scene.RunAllAsync();
        await _scene.RunAllAsync();
        Assert.Equal("Anna", Assert.Single(_scene.Crm.Contacts).Name);
    }

    [Fact]
    public async Task A_refused_credential_ends_the_run_after_the_requests_in_hand_and_nothing_is_doubled()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { MaxParallel = 3, WriteBatch = 1 };
        for (int i = 1; i <= 9; i++)
            _scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i);
        _scene.Crm.FailBeforeStoring = new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
        SyncError error = await _scene.FailAsync(new SyncRequest { All = true });
        Assert.Equal(ErrorIds.CredentialRefused, error.Id);
        int stored = _scene.Crm.Contacts.Count;
        Assert.Equal(stored, (await _scene.LinksAsync()).Count);
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Runs.ClearAsync("site", "account", CancellationToken.None);
        Assert.Equal(9 - stored, (await _scene.RunAllAsync()).Created);
        Assert.Equal(9, _scene.Crm.Contacts.Count);
    }
}
