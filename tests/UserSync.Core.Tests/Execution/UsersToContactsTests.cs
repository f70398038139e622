using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class UsersToContactsTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_user_who_shares_an_address_is_a_conflict_even_when_it_alone_was_asked_for()
    {
        _scene.Cms.Add("1", "family@x.org", "Karin");
        _scene.Cms.Add("2", "Family@x.org", "Uwe");
        _scene.Crm.Add("10", "Sommer", "family@x.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { UserIds = ["1"] }));
        Assert.Equal((SyncAction.Conflict, "1"), (result.Action, result.UserId));
        Assert.Empty(await _scene.LinksAsync());
    }

    [Fact]
    public async Task First_run_links_matches_and_creates_the_rest_and_the_second_sends_no_write()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "Boris@Example.org", "Boris");
        _scene.Cms.Add("3", "clara@example.org", "Clara");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "", "boris@example.org");

        SyncSummary first = await _scene.RunAllAsync();
        Assert.Equal((3, 0, 2, 1, 1), (first.Checked, first.AlreadyLinked, first.Linked, first.Created, first.Updated));
        Assert.Equal("Boris", _scene.Crm["12"].Name);
        Assert.Equal(3, (await _scene.LinksAsync()).Count);

        long writes = _scene.Crm.Requests.Writes;
        SyncSummary second = await _scene.RunAllAsync();
        Assert.True(second.NothingToDo);
        Assert.Equal(3, second.AlreadyLinked);
        Assert.Equal(writes, _scene.Crm.Requests.Writes);
    }

    [Theory]
    [InlineData("lower case")]
    [InlineData("cut")]
    [InlineData("stripped")]
    public async Task A_lossy_target_is_not_written_again(string how)
    {
        _scene.Crm.Lossy = how switch
        {
            "lower case" => text => text.ToLowerInvariant(),
            "cut" => text => text.Length > 6 ? text[..6] + "..." : text,
            _ => text => text.Replace("<b>", "", StringComparison.Ordinal),
        };
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField] };
        _scene.Cms.Add("1", "Anna@Example.org", "Anna <b>Maria Fiktiv");
        await _scene.RunAllAsync();
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        _scene.Cms.Change("1", u => u with { Name = "Anna Neu <b>" });
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task Several_contacts_with_the_address_are_a_conflict_and_nothing_is_created()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna too", "other@example.org", "ANNA@example.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.Conflict, "11,12"), (result.Action, string.Join(',', result.Candidates.Order())));
        Assert.Equal(2, _scene.Crm.Contacts.Count);
        Assert.Empty(_scene.Crm.Written);
    }

    [Fact]
    public async Task The_oldest_of_several_is_taken_only_by_policy_and_the_choice_is_journalled()
    {
        _scene.Profile = _scene.Profile with { OnAmbiguous = AmbiguityPolicy.Oldest };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna", "anna@example.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.Linked, "11"), (result.Action, result.ContactId));
        Assert.Contains("oldest", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_users_with_one_address_are_both_a_conflict()
    {
        _scene.Cms.Add("1", "family@example.org", "Anna");
        _scene.Cms.Add("2", "Family@example.org", "Boris");
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((2, 0), (summary.Conflicts, summary.Created));
    }

    [Fact]
    public async Task A_contact_that_holds_the_addresses_of_two_users_is_nobodys()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "boris@example.org", "Boris");
        _scene.Crm.Add("11", "Both", "anna@example.org", "boris@example.org");
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((2, 0, 0), (summary.Conflicts, summary.Linked, summary.Created));
    }

    [Fact]
    public async Task A_contact_that_two_users_claim_by_a_stronger_rule_goes_to_nobody_by_a_weaker_one()
    {
        _scene.Profile = _scene.Profile with { Match = [MatchRule.Email, new MatchRule("fields.phone", "PHONE", MatchKind.Phone)] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "anna@example.org", "Anna's office");
        _scene.Cms.Add("3", "carl@example.org", "Carl", "+49301234567");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Change("11", c => c with { Phones = [new ContactPhone("+49301234567")] });
        Assert.Equal(3, (await _scene.RunAllAsync()).Conflicts);
        Assert.Empty(await _scene.LinksAsync());
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_contact_of_another_user_is_a_conflict_and_no_orphan_is_made()
    {
        _scene.Cms.Add("1", "new@example.org", "Anna");
        _scene.Cms.Add("2", "old@example.org", "Boris");
        _scene.Crm.Add("11", "Anna", "old@example.org");
        await _scene.LinkAsync("1", "11");
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField] };
        for (int run = 0; run < 3; run++)
            Assert.Equal(1, (await _scene.RunAllAsync()).Conflicts);
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task Accents_are_different_letters_whatever_the_servers_search_says()
    {
        _scene.Cms.Add("1", "zoe@example.org", "Zoe");
        _scene.Crm.Add("11", "Zoë", "zoë@example.org");
        SyncSummary summary = await _scene.RunAsync(new SyncRequest { UserIds = ["1"] });
        Assert.Equal((0, 1), (summary.Linked, summary.Created));
    }

    [Fact]
    public async Task A_user_without_email_and_name_is_one_failed_item_and_the_rest_goes_on()
    {
        _scene.Cms.Users.Add(new CmsUser { Site = "site", UserId = "1", Email = "", Name = "", UserName = "" });
        _scene.Cms.Add("2", "boris@example.org", "Boris");
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((1, 1), (summary.Failed, summary.Created));
    }

    [Fact]
    public async Task A_trashed_contact_is_reported_and_not_doubled()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Change("11", c => c with { State = ContactState.Trashed });
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { UserIds = ["1"] }));
        Assert.Equal(SyncAction.Conflict, result.Action);
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task Who_is_found_by_a_stronger_rule_goes_before_who_is_found_by_a_weaker_one()
    {
        _scene.Profile = _scene.Profile with { Match = [MatchRule.Email, new MatchRule("fields.phone", "PHONE", MatchKind.Phone, "DE")] };
        _scene.Cms.Add("1", "first@example.org", "By phone", "030 123456");
        _scene.Cms.Add("2", "second@example.org", "By e-mail");
        _scene.Crm.Add("11", "One", "second@example.org");
        _scene.Crm.Change("11", c => c with { Phones = [new ContactPhone("+49 30 123456")] });
        await _scene.RunAllAsync();
        Assert.Equal("11", (await _scene.LinksAsync()).Single(l => l.UserId == "2").ContactId);
    }

    [Fact]
    public async Task A_contact_once_made_for_the_user_is_not_made_again()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ChoosesId = true, FindByEmail = false };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        await _scene.RunAllAsync();
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Links.RemoveAsync(await _scene.LinksAsync(), CancellationToken.None);
        _scene.Cms.Change("1", u => u with { Email = "other@example.org" });
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.Conflict, "c-site:1"), (result.Action, Assert.Single(result.Candidates)));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_cleared_value_travels_only_when_the_baseline_proves_it()
    {
        _scene.Profile = _scene.Profile with { Fields = [new FieldMapping("fields.phone", "PHONE")] };
        _scene.Cms.Add("1", "anna@example.org", "Anna", "+4930123456");
        _scene.Cms.Add("2", "boris@example.org", "Boris", null);
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Boris", "boris@example.org");
        _scene.Crm.Change("12", c => c with { Phones = [new ContactPhone("+4930999999")] });
        await _scene.RunAllAsync();
        Assert.Equal("+4930999999", _scene.Crm["12"].Phones!.Single().Number);
        _scene.Cms.Change("1", u => u with { Fields = new FieldMap { ["fields.phone"] = FieldValue.Empty } });
        await _scene.RunAllAsync();
        Assert.Empty(_scene.Crm["11"].Phones!);
    }

    [Fact]
    public async Task A_value_that_was_not_read_is_never_written_and_never_clears()
    {
        _scene.Profile = _scene.Profile with { Fields = [new FieldMapping("fields.phone", "PHONE")] };
        _scene.Cms.Add("1", "anna@example.org", "Anna", "+4930123456");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Fields = FieldMap.None });
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        Assert.Equal("+4930123456", _scene.Crm.Contacts.Single().Phones!.Single().Number);
    }

    [Fact]
    public async Task A_changed_address_replaces_the_one_that_came_from_us_and_leaves_the_others()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "private@example.net", "anna@example.org");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Email = "anna.new@example.org" });
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
        Assert.Equal(["anna.new@example.org", "private@example.net"], _scene.Crm["11"].Emails!.Select(e => e.Address).Order());
    }

    [Fact]
    public async Task After_a_clear_the_remaining_address_is_still_somebody_elses()
    {
        _scene.Profile = _scene.Profile with { Match = [new MatchRule("name", "name", MatchKind.Text)] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org", "private@example.net");
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Email = "" });
        await _scene.RunAllAsync();
        Assert.Equal(["private@example.net"], _scene.Crm["11"].Emails!.Select(e => e.Address));
        _scene.Cms.Change("1", u => u with { Email = "again@example.org" });
        await _scene.RunAllAsync();
        Assert.Equal(["again@example.org", "private@example.net"], _scene.Crm["11"].Emails!.Select(e => e.Address).Order());
    }

    [Fact]
    public async Task An_edit_in_the_crm_stays_until_the_user_changes()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        await _scene.RunAllAsync();
        string id = _scene.Crm.Contacts.Single().ContactId;
        _scene.Crm.Change(id, c => c with { Name = "Anna (VIP)" });
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        _scene.Cms.Change("1", u => u with { Name = "Anna Neu" });
        await _scene.RunAllAsync();
        Assert.Equal("Anna Neu", _scene.Crm[id].Name);
    }

    [Fact]
    public async Task An_enforced_field_overwrites_drift()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Enforce = true }] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        await _scene.RunAllAsync();
        string id = _scene.Crm.Contacts.Single().ContactId;
        _scene.Crm.Change(id, c => c with { Name = "Someone" });
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
        Assert.Equal("Anna", _scene.Crm[id].Name);
    }

    [Fact]
    public async Task Three_piped_users_never_read_a_whole_crm()
    {
        for (int i = 0; i < 60; i++)
            _scene.Crm.Add("k" + i, "K" + i, $"k{i}@example.org");
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { UniqueEmail = true };
        _scene.Cms.Add("1", "k5@example.org", "K5");
        _scene.Cms.Add("2", "k6@example.org", "K6");
        _scene.Cms.Add("3", "new@example.org", "New");
        SyncSummary summary = await _scene.RunAsync(new SyncRequest { Users = [.. _scene.Cms.Users] });
        Assert.Equal((2, 1), (summary.Linked, summary.Created));
        Assert.True(_scene.Crm.Requests.Reads <= 3, $"{_scene.Crm.Requests.Reads} reads");
        Assert.Equal(0, _scene.Cms.Requests.Reads);
    }

    [Fact]
    public async Task An_unknown_id_is_an_item_error_and_the_rest_goes_on()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { UserIds = ["1", "99"] });
        Assert.Equal(ErrorIds.UserNotFound, results.Single(r => r.UserId == "99").Error!.Id);
        Assert.Equal(SyncAction.Created, results.Single(r => r.UserId == "1").Action);
    }

    [Fact]
    public async Task A_refused_item_costs_only_itself()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField] };
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "boris@example.org", "Boris");
        await _scene.RunAllAsync();
        string lost = (await _scene.LinksAsync()).Single(l => l.UserId == "1").ContactId;
        _scene.Cms.Change("1", u => u with { Name = "Anna 2" });
        _scene.Cms.Change("2", u => u with { Name = "Boris 2" });
        List<SyncEvent> events = await _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e =>
        {
            if (e is PlannedEvent { Change.UserId: "1" })
                _scene.Crm.Contacts.RemoveAll(c => c.ContactId == lost);
        });
        Assert.Equal((1, 1), (events.OfType<SummaryEvent>().Single().Summary.Failed, events.OfType<SummaryEvent>().Single().Summary.Updated));
    }
}
