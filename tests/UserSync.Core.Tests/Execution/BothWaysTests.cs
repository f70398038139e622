using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Runs both ways: what changed on one side is carried over, our own writes do not come back, and links stay one to one.</summary>
public sealed class BothWaysTests : IDisposable
{
    private static readonly SyncRequest Both = new() { All = true, Direction = SyncDirection.Both };
    private static readonly FieldMapping Phone = new("fields.phone", "PHONE") { Direction = SyncDirection.Both };
    private readonly Scene _scene = new();

    public BothWaysTests() => _scene.Profile = _scene.Profile with
    {
        Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField with { Direction = SyncDirection.Both }, Phone],
    };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Whoever_stands_alone_gets_a_partner_on_the_other_side()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Berta", "berta@x.org");
        _scene.Cms.Add("2", "carla@x.org", "Carla");
        _scene.Crm.Add("11", "Carla", "carla@x.org");
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((2, 1), (summary.Created, summary.Linked));
        Assert.Equal((3, 3, 3), (_scene.Cms.Users.Count, _scene.Crm.Contacts.Count, (await _scene.LinksAsync()).Count));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_contact_whose_user_was_made_is_told_which_in_the_same_run()
    {
        AddMarked();
        SyncSummary planned = await _scene.RunAsync(Both with { WhatIf = true });
        SyncSummary done = await _scene.RunAsync(Both);
        Assert.Equal((1, 1, 1, 1), (planned.Created, planned.Updated, done.Created, done.Updated));
        CmsUser made = Assert.Single(_scene.Cms.Users);
        Assert.Equal((made.UserId, made.ProfileUrl), (_scene.Crm["10"].Get("fields.user").Text, _scene.Crm["10"].Get("fields.page").Text));
        int written = _scene.Crm.Written.Count;
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
        Assert.Equal((1, written), (written, _scene.Crm.Written.Count));
    }

    [Fact]
    public async Task A_contact_whose_user_could_not_be_made_is_told_nothing()
    {
        AddMarked();
        _scene.Cms.Add("7", "berta@x.org");
        _scene.Cms.HiddenFromListing.Add("7");
        SyncSummary done = await _scene.RunAsync(Both);
        Assert.Equal((0, 0, 1), (done.Created, done.Updated, done.Failed));
        Assert.True(_scene.Crm["10"].Get("fields.user").IsEmpty);
    }

    [Fact]
    public async Task A_contact_whose_user_was_declined_is_told_nothing()
    {
        AddMarked();
        List<PlannedEvent> asked = [];
        await _scene.EventsAsync(Both, onEvent: e =>
        {
            if (e is PlannedEvent planned)
            {
                planned.Declined = true;
                asked.Add(planned);
            }
        });
        Assert.Single(asked);
        Assert.True(_scene.Crm["10"].Get("fields.user").IsEmpty);
    }

    [Fact]
    public async Task A_contact_that_a_conflict_is_about_gets_no_user()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna too", "anna@x.org");
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((1, 0), (summary.Conflicts, summary.Created));
        Assert.Single(_scene.Cms.Users);
    }

    [Fact]
    public async Task Changes_of_different_fields_on_both_sides_are_both_carried_over()
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49305")] });
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((2, 0), (summary.Updated, summary.Conflicts));
        Assert.Equal(("Anna B.", "+49305"), (_scene.Crm["10"].Name, _scene.Cms.Users[0].Get("fields.phone").Text));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task One_refused_side_does_not_cost_the_other_its_baseline()
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("new@x.org")] });
        _scene.Cms.Add("2", "new@x.org", "Somebody");
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { Create = false } };
        SyncSummary first = await _scene.RunAsync(Both);
        Assert.Equal((1, 2), (first.Updated, first.Conflicts));
        Assert.Equal(("Anna B.", "anna@x.org"), (_scene.Crm["10"].Name, _scene.Cms.Users[0].Email));
        _scene.Cms.Users.RemoveAll(u => u.UserId == "2");
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal("new@x.org", _scene.Cms.Users[0].Email);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task Two_people_who_exchange_their_addresses_are_a_conflict()
    {
        await PairAsync();
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAsync(Both);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("berta@x.org")] });
        _scene.Crm.Change("11", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((2, 0), (summary.Conflicts, summary.Updated));
        Assert.Equal(["anna@x.org", "berta@x.org"], _scene.Cms.Users.Select(u => u.Email));
    }

    [Fact]
    public async Task A_run_of_one_direction_leaves_the_baselines_of_the_other()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField, Scene.EmailField, Phone with { Direction = SyncDirection.ToCms }] };
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49301")] });
        await _scene.RunAsync(Both);
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        await _scene.RunAllAsync();
        _scene.Crm.Change("10", c => c with { Phones = [] });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.True(_scene.Cms.Users[0].Get("fields.phone").IsEmpty);
    }

    [Fact]
    public async Task The_newest_wins_but_never_our_own_write()
    {
        DateTimeOffset synced = await PairOfTimesAsync();
        _scene.Clock.Advance(TimeSpan.FromHours(3));
        _scene.Cms.Change("1", u => u with { Name = "By the user", ModifiedAt = synced.AddMinutes(-30) });
        _scene.Crm.Change("10", c => c with { Name = "By the CRM", ModifiedAt = synced });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Conflicts);
        _scene.Crm.Change("10", c => c with { ModifiedAt = synced.AddHours(1) });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal("By the CRM", _scene.Cms.Users[0].Name);
    }

    [Theory]
    [InlineData(-7, 0)]
    [InlineData(9, -5)]
    [InlineData(0, 11)]
    public async Task Clocks_that_are_hours_apart_do_not_decide_which_change_is_the_newest(int siteAhead, int crmAhead)
    {
        DateTimeOffset synced = await PairOfTimesAsync(siteAhead, crmAhead);
        _scene.Clock.Advance(TimeSpan.FromHours(3));
        _scene.Cms.Change("1", u => u with { Name = "By the user", ModifiedAt = synced.AddHours(siteAhead + 2) });
        _scene.Crm.Change("10", c => c with { Name = "By the CRM", ModifiedAt = synced.AddHours(crmAhead + 1) });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal("By the user", _scene.Crm["10"].Name);
        DateTimeOffset again = _scene.Clock.GetUtcNow();
        _scene.Clock.Advance(TimeSpan.FromHours(3));
        _scene.Cms.Change("1", u => u with { Name = "By the user once more", ModifiedAt = again.AddHours(siteAhead + 1) });
        _scene.Crm.Change("10", c => c with { Name = "By the CRM once more", ModifiedAt = again.AddHours(crmAhead + 2) });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal("By the CRM once more", _scene.Cms.Users[0].Name);
    }

    [Fact]
    public async Task Changes_in_the_same_seconds_are_reported_whichever_is_the_newest()
    {
        DateTimeOffset synced = await PairOfTimesAsync(siteAhead: 4);
        _scene.Clock.Advance(TimeSpan.FromHours(3));
        _scene.Cms.Change("1", u => u with { Name = "By the user", ModifiedAt = synced.AddHours(4 + 1).AddSeconds(4) });
        _scene.Crm.Change("10", c => c with { Name = "By the CRM", ModifiedAt = synced.AddHours(1) });
        SyncSummary run = await _scene.RunAsync(Both);
        Assert.Equal((1, 0), (run.Conflicts, run.Updated));
    }

    [Fact]
    public async Task A_conflict_of_a_contact_outlives_a_run_that_does_not_look_at_contacts()
    {
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna too", "anna@x.org");
        Assert.Equal(2, (await _scene.RunAsync(Both with { Direction = SyncDirection.ToCms })).Conflicts);
        _scene.Cms.Add("1", "berta@x.org", "Berta");
        await _scene.RunAllAsync();
        await using Workspace workspace = await _scene.OpenAsync();
        Assert.Equal(2, await workspace.Store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task A_deleted_user_is_not_made_again_from_its_contact()
    {
        await PairAsync();
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAsync(Both);
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        Assert.Equal(1, (await _scene.RunAsync(Both)).Unlinked);
        SyncSummary after = await _scene.RunAsync(Both);
        Assert.Equal((true, 1), (after.NothingToDo, after.Skipped));
        Assert.Equal("2", Assert.Single(_scene.Cms.Users).UserId);
        _scene.Cms.Add("3", "anna@x.org", "Anna");
        Assert.Equal(1, (await _scene.RunAsync(Both)).Linked);
    }

    [Fact]
    public async Task A_deleted_contact_is_not_made_again_from_its_user()
    {
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { OnContactDeleted = GonePolicy.Unlink } };
        await PairAsync();
        _scene.Crm.Add("11", "Berta", "berta@x.org");
        await _scene.RunAsync(Both);
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId == "10");
        Assert.Equal(1, (await _scene.RunAllAsync()).Unlinked);
        SyncSummary after = await _scene.RunAllAsync();
        Assert.Equal((true, 1), (after.NothingToDo, after.Skipped));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task An_answer_about_another_contact_confirms_nothing()
    {
        await PairAsync();
        _scene.Crm.Add("11", "Somebody", "somebody@x.org");
        await _scene.RunAsync(Both);
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        _scene.Crm.AnswersWith = "11";
        SyncResult result = Assert.Single(await _scene.ResultsAsync(Both));
        Assert.Equal((ChangeOutcome.Failed, "10"), (result.Outcome, result.ContactId));
    }

    [Fact]
    public async Task A_field_that_fails_keeps_its_baseline_while_the_other_side_is_written()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField, Phone with { Direction = SyncDirection.ToCrm, Transform = new TransformChain([new PhoneTransform(null)]) }] };
        _scene.Cms.Add("1", "anna@x.org", "Anna", "+49301234561");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        await _scene.RunAsync(Both);
        _scene.Cms.Change("1", u => u with { Fields = new FieldMap { ["fields.phone"] = FieldValue.Of("none") } });
        _scene.Crm.Change("10", c => c with { Name = "Anna B." });
        SyncSummary first = await _scene.RunAsync(Both);
        Assert.Equal((1, 1), (first.Updated, first.Failed));
        _scene.Cms.Change("1", u => u with { Fields = new FieldMap { ["fields.phone"] = FieldValue.Of("+49301234562") } });
        await _scene.RunAsync(Both);
        Assert.Equal("+49301234562", Assert.Single(_scene.Crm["10"].Phones!).Number);
    }

    [Fact]
    public async Task A_field_that_fails_at_the_first_meeting_does_not_cost_the_others_their_baseline()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField, Phone with { Direction = SyncDirection.ToCrm, Transform = new TransformChain([new PhoneTransform(null)]) }] };
        _scene.Cms.Add("1", "anna@x.org", "Anna", "none");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        SyncSummary first = await _scene.RunAsync(Both);
        Assert.Equal((1, 1), (first.Linked, first.Failed));
        _scene.Crm.Change("10", c => c with { Name = "Anna B." });
        await _scene.RunAsync(Both);
        Assert.Equal("Anna B.", _scene.Cms.Users[0].Name);
    }

    [Fact]
    public async Task A_gone_user_deletes_no_contact_outside_the_filter()
    {
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { OnUserDeleted = GonePolicy.Delete } };
        await PairAsync();
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAsync(Both);
        _scene.Crm.Change("10", c => c with { Kind = ContactKind.Other });
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        SyncSummary summary = await _scene.RunAsync(Both);
        Assert.Equal((0, 1), (summary.Deleted, summary.Unlinked));
        Assert.Contains(_scene.Crm.Contacts, c => c.ContactId == "10");
    }

    [Fact]
    public async Task At_the_first_meeting_overwrite_replaces_none_of_several_elements()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.EmailField, Phone with { Initial = InitialPolicy.Overwrite, OnConflict = FieldConflictPolicy.Cms }] };
        _scene.Cms.Add("1", "anna@x.org", "Anna", "+49301");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49302"), new ContactPhone("+49303")] });
        await _scene.RunAsync(Both);
        Assert.Equal(["+49301", "+49302", "+49303"], _scene.Crm["10"].Phones!.Select(p => p.Number).Order(StringComparer.Ordinal));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    // A contact with empty fields for the number and the page of its user.
    private void AddMarked()
    {
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { Marker = "fields.user", ProfileLinkField = "fields.page" } };
        _scene.Crm.Add("10", "Berta", "berta@x.org");
        _scene.Crm.Change("10", c => c with { Fields = new FieldMap { ["fields.user"] = FieldValue.Empty, ["fields.page"] = FieldValue.Empty } });
    }

    private async Task PairAsync()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        Assert.Equal(1, (await _scene.RunAsync(Both)).Linked);
    }

    // A pair in step on two sides that know when a record was changed, by clocks that are so many hours ahead of ours.
    private async Task<DateTimeOffset> PairOfTimesAsync(int siteAhead = 0, int crmAhead = 0)
    {
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = true };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { ModifiedTime = true };
        _scene.Cms.Clock = () => _scene.Clock.GetUtcNow().AddHours(siteAhead);
        _scene.Crm.Clock = () => _scene.Clock.GetUtcNow().AddHours(crmAhead);
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField with { Direction = SyncDirection.Both, OnConflict = FieldConflictPolicy.Newest }, Scene.EmailField] };
        await PairAsync();
        return _scene.Clock.GetUtcNow();
    }
}
