using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Runs towards the site: the tables "Contacts without a link" and "Temporary users" of docs/sync-semantics.md.</summary>
public sealed class ContactsToUsersTests : IDisposable
{
    private static readonly SyncRequest All = new() { All = true, Direction = SyncDirection.ToCms };
    private readonly Scene _scene = new();

    public ContactsToUsersTests() => _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField], Users = new UserPolicy { Groups = ["Registered"], Enabled = true } };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_contact_without_a_user_gets_one()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        SyncSummary summary = await _scene.RunAsync(All);
        Assert.Equal((1, 1, 0), (summary.Checked, summary.Created, summary.Linked));
        CmsUser user = Assert.Single(_scene.Cms.Users);
        Assert.Equal(("Anna", "anna@x.org", true, "Registered"), (user.Name, user.Email, user.Enabled, Assert.Single(user.Groups).Name));
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        Assert.Equal((user.UserId, "10", false, LinkOrigin.Created), (link.UserId, link.ContactId, link.IsTemporary, link.Origin));
    }

    [Fact]
    public async Task A_second_import_sends_no_write()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(All);
        SyncSummary again = await _scene.RunAsync(All);
        Assert.True(again.NothingToDo, again.ToString());
        Assert.Equal((1, 0), (_scene.Cms.Requests.Writes, _scene.Crm.Requests.Writes));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Theory]
    [InlineData(SyncDirection.ToCms)]
    [InlineData(SyncDirection.Both)]
    public async Task A_new_user_is_marked_on_its_contact_by_the_same_run(SyncDirection direction)
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { ProfileLinkField = "#page", Marker = "#user" } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { Fields = new FieldMap { ["#page"] = FieldValue.Of("https://former"), ["#user"] = FieldValue.Empty } });
        SyncRequest run = All with { Direction = direction };
        SyncSummary first = await _scene.RunAsync(run);
        Assert.Equal((1, 1, 0), (first.Created, first.Updated, first.Failed));
        string user = Assert.Single(_scene.Cms.Users).UserId;
        Assert.Equal((user, "https://site/users/" + user), (_scene.Crm["10"].Get("#user").Text, _scene.Crm["10"].Get("#page").Text));
        SyncSummary second = await _scene.RunAsync(run);
        Assert.True(second.NothingToDo, second.ToString());
        Assert.Equal((1, 1), (_scene.Cms.Requests.Writes, _scene.Crm.Requests.Writes));
    }

    [Fact]
    public async Task A_contact_whose_user_was_not_made_is_not_marked()
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { Marker = "#user" } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { Fields = new FieldMap { ["#user"] = FieldValue.Empty } });
        _scene.Cms.LoseNextAnswer = true;
        SyncSummary lost = await _scene.RunAsync(All);
        Assert.Equal((0, 0), (lost.Updated, _scene.Crm.Requests.Writes));
        Assert.Equal(1, (await _scene.RunAsync(All)).Updated);
        Assert.Equal(Assert.Single(_scene.Cms.Users).UserId, _scene.Crm["10"].Get("#user").Text);
        Assert.True((await _scene.RunAsync(All)).NothingToDo);
    }

    [Fact]
    public async Task A_contact_that_is_linked_by_an_import_is_marked_by_it()
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { Marker = "#user" } };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { Fields = new FieldMap { ["#user"] = FieldValue.Empty } });
        Assert.Equal(1, (await _scene.RunAsync(All)).Linked);
        Assert.Equal("1", _scene.Crm["10"].Get("#user").Text);
        Assert.True((await _scene.RunAsync(All with { Direction = SyncDirection.Both })).NothingToDo);
    }

    [Fact]
    public async Task Who_declines_a_new_user_declines_the_marks_on_its_contact()
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { Marker = "#user" } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { Fields = new FieldMap { ["#user"] = FieldValue.Empty } });
        var asked = new List<string>();
        await _scene.EventsAsync(All, onEvent: e =>
        {
            if (e is not PlannedEvent planned)
                return;
            asked.Add(planned.Change.Action.ToString());
            planned.Declined = true;
        });
        Assert.Equal(["Create"], asked);
        Assert.Equal((0, 0), (_scene.Cms.Requests.Writes, _scene.Crm.Requests.Writes));
    }

    [Fact]
    public async Task One_free_user_with_any_of_the_addresses_is_linked()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "work@y.net", "Anna@X.org");
        SyncSummary summary = await _scene.RunAsync(All);
        Assert.Equal((1, 0), (summary.Linked, summary.Created));
        Assert.Equal("1", Assert.Single(await _scene.LinksAsync()).UserId);
    }

    [Fact]
    public async Task Several_users_are_a_conflict()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "work@y.net", "Anna W.");
        _scene.Crm.Add("10", "Anna", "work@y.net", "anna@x.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(All));
        Assert.Equal((SyncAction.Conflict, null, "10"), (result.Action, result.UserId, result.ContactId));
        Assert.Equal(["1", "2"], result.Candidates.Order(StringComparer.Ordinal));
        Assert.Empty(await _scene.LinksAsync());
    }

    [Fact]
    public async Task A_user_of_another_contact_is_a_conflict()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna again", "anna@x.org");
        await _scene.LinkAsync("1", "10");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(All), r => r.ContactId == "11");
        Assert.Equal((SyncAction.Conflict, "1"), (result.Action, Assert.Single(result.Candidates)));
        Assert.Single(_scene.Cms.Users);
    }

    [Fact]
    public async Task Two_contacts_with_one_address_are_a_conflict_and_no_user_is_made()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna again", "anna@x.org");
        Assert.Equal(2, (await _scene.RunAsync(All)).Conflicts);
        Assert.Empty(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_name_that_was_made_up_for_a_new_user_does_not_come_back_to_its_contact()
    {
        _scene.Crm.Add("10", "", "anna@x.org");
        await _scene.RunAsync(All);
        Assert.Equal("anna@x.org", Assert.Single(_scene.Cms.Users).Name);
        Assert.True((await _scene.RunAsync(All with { Direction = SyncDirection.Both })).NothingToDo);
        Assert.Equal("", _scene.Crm["10"].Name);
        _scene.Cms.Change(_scene.Cms.Users[0].UserId, u => u with { Name = "Anna Fiktiv" });
        Assert.Equal(1, (await _scene.RunAsync(All with { Direction = SyncDirection.Both })).Updated);
        Assert.Equal("Anna Fiktiv", _scene.Crm["10"].Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task A_contact_that_shares_its_address_is_a_conflict_even_when_it_alone_was_asked_for(int findBatch)
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Costs = _scene.Crm.Capabilities.Costs with { FindBatch = findBatch } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna again", "Anna@x.org", "other@x.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { ContactIds = ["10"], Direction = SyncDirection.ToCms }));
        Assert.Equal((SyncAction.Conflict, "10", "11"), (result.Action, result.ContactId, Assert.Single(result.Candidates)));
        Assert.Empty(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_contact_whose_address_only_a_linked_or_a_trashed_one_shares_gets_its_user()
    {
        _scene.Cms.Add("1", "elsewhere@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Linked", "anna@x.org");
        _scene.Crm.Add("12", "Trashed", "anna@x.org");
        _scene.Crm.Change("12", c => c with { State = ContactState.Trashed });
        await _scene.LinkAsync("1", "11");
        Assert.Equal(1, (await _scene.RunAsync(new SyncRequest { ContactIds = ["10"], Direction = SyncDirection.ToCms })).Created);
    }

    [Fact]
    public async Task Create_off_leaves_contacts_alone()
    {
        _scene.Profile = _scene.Profile with { Users = new UserPolicy { Create = false } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        Assert.Equal(1, (await _scene.RunAsync(All)).Skipped);
        Assert.Empty(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_contact_that_is_no_person_is_left_out()
    {
        _scene.Crm.Add("10", "A company", "info@x.org");
        _scene.Crm.Change("10", c => c with { Kind = ContactKind.Other });
        Assert.Equal(SyncAction.OutOfScope, Assert.Single(await _scene.ResultsAsync(All)).Action);
        Assert.Empty(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_user_outside_the_filter_is_seen_and_no_second_one_is_made()
    {
        _scene.Profile = _scene.Profile with { Cms = _scene.Profile.Cms with { Filter = new RecordFilter { Groups = ["Customers"] } } };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        Assert.Equal(SyncAction.OutOfScope, Assert.Single(await _scene.ResultsAsync(All)).Action);
        Assert.Single(_scene.Cms.Users);
    }

    [Fact]
    public async Task A_contact_without_an_address_is_skipped() => Assert.Equal(SyncAction.Skipped, await ResultOfUnaddressedAsync());

    [Fact]
    public async Task A_contact_without_an_address_gets_a_temporary_user_by_policy()
    {
        AllowTemporary();
        Assert.Equal(SyncAction.Created, await ResultOfUnaddressedAsync());
        Assert.Equal("contact-10@placeholder.example.org", Assert.Single(_scene.Cms.Users).Email);
        Assert.True(Assert.Single(await _scene.LinksAsync()).IsTemporary);
    }

    [Fact]
    public async Task A_placeholder_never_travels_to_the_CRM()
    {
        AllowTemporary();
        await ResultOfUnaddressedAsync();
        Assert.True((await _scene.RunAsync(All with { Direction = SyncDirection.Both })).NothingToDo);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        Assert.Empty(_scene.Crm["10"].Emails!);
    }

    [Fact]
    public async Task A_temporary_user_gets_the_address_when_there_is_one()
    {
        AllowTemporary();
        await ResultOfUnaddressedAsync();
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        Assert.Equal(1, (await _scene.RunAsync(All)).Updated);
        Assert.Equal("anna@x.org", Assert.Single(_scene.Cms.Users).Email);
        Assert.False(Assert.Single(await _scene.LinksAsync()).IsTemporary);
        Assert.True((await _scene.RunAsync(All)).NothingToDo);
    }

    [Fact]
    public async Task A_temporary_users_address_that_another_user_has_is_a_conflict()
    {
        AllowTemporary();
        await ResultOfUnaddressedAsync();
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        SyncResult conflict = Assert.Single(await _scene.ResultsAsync(All), r => r.Action == SyncAction.Conflict);
        Assert.Equal("1", Assert.Single(conflict.Candidates));
        Assert.True(Assert.Single(await _scene.LinksAsync()).IsTemporary);
    }

    [Fact]
    public async Task A_temporary_user_with_a_real_address_loses_the_flag()
    {
        AllowTemporary();
        await ResultOfUnaddressedAsync();
        string id = _scene.Cms.Users.Single().UserId;
        _scene.Cms.Change(id, u => u with { Email = "anna@x.org" });
        await _scene.RunAllAsync();
        Assert.False(Assert.Single(await _scene.LinksAsync()).IsTemporary);
        Assert.Equal("anna@x.org", Assert.Single(_scene.Crm["10"].Emails!).Address);
    }

    [Fact]
    public async Task A_temporary_user_whose_link_was_removed_makes_no_contact()
    {
        AllowTemporary();
        _scene.Cms.Add("1", "contact-10@placeholder.example.org", "Anna");
        Assert.Equal(SyncAction.Skipped, Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true })).Action);
        Assert.Empty(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_placeholder_of_a_former_domain_does_not_travel_to_the_CRM_either()
    {
        AllowTemporary();
        await ResultOfUnaddressedAsync();
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { Temporary = new TemporaryUserPolicy(Allow: true, "other.example.org") } };
        Assert.True((await _scene.RunAsync(All with { Direction = SyncDirection.Both })).NothingToDo);
        Assert.Empty(_scene.Crm["10"].Emails!);
        Assert.True(Assert.Single(await _scene.LinksAsync()).IsTemporary);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        await _scene.RunAsync(All);
        Assert.Equal("anna@x.org", Assert.Single(_scene.Cms.Users).Email);
    }

    [Fact]
    public async Task One_new_address_goes_to_one_user_only()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField with { Direction = SyncDirection.Both }] };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("office@x.org")] });
        _scene.Crm.Change("11", c => c with { Emails = [new ContactEmail("Office@x.org")] });
        SyncSummary summary = await _scene.RunAsync(All);
        Assert.Equal((1, 1, 0), (summary.Updated, summary.Conflicts, summary.Failed));
        Assert.Equal(["berta@x.org", "office@x.org"], _scene.Cms.Users.Select(u => u.Email).Order(StringComparer.Ordinal));
        Assert.Equal((0, 1), ((await _scene.RunAsync(All)).Updated, (await _scene.RunAsync(All)).Conflicts));
    }

    [Fact]
    public async Task An_address_that_a_user_gets_makes_no_second_user_with_it()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField with { Direction = SyncDirection.Both }] };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("office@x.org")] });
        _scene.Crm.Add("11", "Berta", "office@x.org");
        SyncSummary summary = await _scene.RunAsync(All);
        Assert.Equal((1, 0, 1, 0), (summary.Updated, summary.Created, summary.Conflicts, summary.Failed));
        Assert.Equal("office@x.org", Assert.Single(_scene.Cms.Users).Email);
    }

    [Fact]
    public async Task The_address_that_a_new_account_gets_is_the_one_that_nobody_else_may_have()
    {
        _scene.Profile = _scene.Profile with
        {
            Fields = [Scene.NameField with { Direction = SyncDirection.Both }, new FieldMapping("email", "EMAIL[WORK]") { Direction = SyncDirection.Both }],
            Match = [new MatchRule("email", "EMAIL[HOME]", MatchKind.Email)],
        };
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { FindByEmail = false };
        _scene.Cms.Add("1", "work@x.org", "Somebody");
        _scene.Crm.Add("10", "Anna");
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@x.org", "HOME"), new ContactEmail("work@x.org", "WORK")] });
        SyncSummary summary = await _scene.RunAsync(All);
        Assert.Equal((0, 1, 0), (summary.Created, summary.Conflicts, summary.Failed));
    }

    [Fact]
    public async Task An_address_that_is_none_does_not_become_a_users_address()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField with { Direction = SyncDirection.Both }] };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna at x")] });
        Assert.Equal((0, 1), ((await _scene.RunAsync(All)).Updated, (await _scene.RunAsync(All)).Failed));
        Assert.Equal("anna@x.org", Assert.Single(_scene.Cms.Users).Email);
    }

    [Fact]
    public async Task A_changed_contact_updates_the_user()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("10", c => c with { Name = "Anna B." });
        Assert.Equal(1, (await _scene.RunAsync(All)).Updated);
        Assert.Equal("Anna B.", Assert.Single(_scene.Cms.Users).Name);
    }

    [Fact]
    public async Task A_changed_contact_is_skipped_when_update_is_off()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("10", c => c with { Name = "Anna B." });
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { Update = false } };
        Assert.Equal((0, 1), ((await _scene.RunAsync(All)).Updated, (await _scene.RunAsync(All)).Skipped));
    }

    [Fact]
    public async Task Given_contacts_alone_are_looked_at_and_users_are_looked_up()
    {
        for (int i = 0; i < 60; i++)
            _scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"u{i}@x.org", "U");
        _scene.Crm.Add("10", "Anna", "u7@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        SyncSummary summary = await _scene.RunAsync(new SyncRequest { ContactIds = ["10"], Direction = SyncDirection.ToCms });
        Assert.Equal((1, 1, 0), (summary.Checked, summary.Linked, summary.Created));
        Assert.Equal(1, _scene.Cms.Requests.Reads);
    }

    [Fact]
    public async Task Contacts_by_tag_say_nothing_of_the_others()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Change("11", c => c with { Name = "Berta B.", Tags = [new CrmTag("1", "member")] });
        _scene.Crm.Change("10", c => c with { Name = "Anna A." });
        SyncSummary summary = await _scene.RunAsync(new SyncRequest { Tags = ["member"], Direction = SyncDirection.ToCms });
        Assert.Equal((1, 1), (summary.Checked, summary.Updated));
        Assert.Contains(_scene.Cms.Users, u => u.Name == "Anna");
    }

    [Fact]
    public async Task A_lost_answer_makes_no_second_user()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Cms.LoseNextAnswer = true;
        Assert.Equal(1, (await _scene.RunAsync(All)).NotAttempted);
        await _scene.RunAsync(All);
        Assert.Single(_scene.Cms.Users);
        Assert.Single(await _scene.LinksAsync());
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task A_run_that_dies_doubles_nobody(string seam)
    {
        for (int i = 10; i < 15; i++)
            _scene.Crm.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "P" + i, $"p{i}@x.org");
        await _scene.DieAtAsync(seam, 2, All);
        await _scene.RunAsync(All);
        Assert.Equal((5, 5), (_scene.Cms.Users.Count, (await _scene.LinksAsync()).Count));
        Assert.True((await _scene.RunAsync(All)).NothingToDo);
    }

    [Theory]
    [InlineData(GonePolicy.Report, SyncAction.Conflict, 1, 1)]
    [InlineData(GonePolicy.Unlink, SyncAction.Unlinked, 1, 0)]
    [InlineData(GonePolicy.Block, SyncAction.Blocked, 1, 1)]
    [InlineData(GonePolicy.Delete, SyncAction.Deleted, 0, 0)]
    public async Task A_deleted_contact_follows_the_policy(GonePolicy policy, SyncAction action, int users, int links)
    {
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { OnContactDeleted = policy } };
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { Block = true };
        for (int i = 10; i < 20; i++)
            _scene.Crm.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "P" + i, $"p{i}@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId == "12");
        Assert.Contains(await _scene.ResultsAsync(All), r => r.Action == action);
        Assert.Equal((9 + users, 9 + links), (_scene.Cms.Users.Count, (await _scene.LinksAsync()).Count));
        if (policy == GonePolicy.Block)
            Assert.False(_scene.Cms.Users.Single(u => u.Name == "P12").Enabled);
        Assert.True((await _scene.RunAsync(All)).NothingToDo);
    }

    [Fact]
    public async Task A_deleted_contact_blocks_nobody_in_a_run_towards_the_CRM()
    {
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { OnContactDeleted = GonePolicy.Delete } };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAsync(All);
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId == "10");
        Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        Assert.Equal(2, _scene.Cms.Users.Count);
    }

    [Fact]
    public async Task Users_given_to_a_run_towards_the_site_are_refused()
        => Assert.Equal(ErrorIds.ProfileInvalid, (await _scene.FailAsync(new SyncRequest { UserIds = ["1"], Direction = SyncDirection.ToCms })).Id);

    private void AllowTemporary()
        => _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { Temporary = new TemporaryUserPolicy(Allow: true, "placeholder.example.org") } };

    private async Task<SyncAction> ResultOfUnaddressedAsync()
    {
        _scene.Crm.Add("10", "Anna");
        return Assert.Single(await _scene.ResultsAsync(All)).Action;
    }
}
