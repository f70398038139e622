using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Links that are moved and removed by hand, with what is filled and cleared, as docs/sync-semantics.md says it.</summary>
public sealed class RelinkTests : IDisposable
{
    private const string Phone = "fields.phone";
    private readonly Scene _scene = new();

    public RelinkTests() => _scene.Profile = _scene.Profile with
    {
        Fields = [Scene.NameField, Scene.EmailField, new FieldMapping(Phone, "PHONE"), new FieldMapping("fields.note", "#1") { Direction = SyncDirection.ToCms }],
        Contacts = new ContactPolicy { ProfileLinkField = "#link" },
        Users = new UserPolicy { Create = false },
    };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_link_moves_and_nothing_else_is_written()
    {
        await PairAsync();
        SyncResult moved = Assert.Single(await _scene.ResultsAsync(Move("20")));
        Assert.Equal((SyncAction.Linked, ChangeOutcome.Done, "20", "10"), (moved.Action, moved.Outcome, moved.ContactId, moved.FormerContactId));
        Assert.Equal("20", Assert.Single(await _scene.LinksAsync()).ContactId);
        Assert.Equal(LinkOrigin.Manual, (await _scene.LinksAsync())[0].Origin);
        Assert.Empty(_scene.Crm.Written);
    }

    [Fact]
    public async Task Clear_contact_takes_off_what_came_from_the_user_and_leaves_names_and_the_rest()
    {
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Emails = [.. c.Emails!, new ContactEmail("own@x.net")], Fields = With(c, "#other", "stays") });
        await _scene.ResultsAsync(Move("20", clear: RelinkSide.Contact));
        CrmContact former = _scene.Crm["10"];
        Assert.Equal(("Anna", "own@x.net", "", "stays"), (former.Name, Assert.Single(former.Emails!).Address, Text(former, "#link"), Text(former, "#other")));
        Assert.Empty(former.Phones!);
        Assert.Equal("20", Assert.Single(await _scene.LinksAsync()).ContactId);
        Assert.Equal("", _scene.Crm["20"].Emails![0].Address.Replace("second@x.net", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clear_contact_leaves_what_somebody_else_wrote_since()
    {
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49 99")] });
        await _scene.ResultsAsync(Move("20", clear: RelinkSide.Contact));
        Assert.Equal("+49 99", Assert.Single(_scene.Crm["10"].Phones!).Number);
        Assert.Empty(_scene.Crm["10"].Emails!);
    }

    [Fact]
    public async Task Fill_contact_takes_the_users_values_over_those_of_the_new_contact()
    {
        await PairAsync();
        await _scene.ResultsAsync(Move("20", fill: RelinkSide.Contact));
        CrmContact next = _scene.Crm["20"];
        Assert.Equal(("Anna", "anna@x.org", "+49301"), (next.Name, Assert.Single(next.Emails!).Address, Assert.Single(next.Phones!).Number));
        Assert.Equal("https://site/users/1", Text(next, "#link"));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task Fill_contact_clears_nothing_that_the_user_does_not_have()
    {
        await PairAsync(phone: null);
        _scene.Crm.Change("20", c => c with { Phones = [new ContactPhone("+49 20")] });
        await _scene.ResultsAsync(Move("20", fill: RelinkSide.Contact));
        Assert.Equal("+49 20", Assert.Single(_scene.Crm["20"].Phones!).Number);
    }

    [Fact]
    public async Task Fill_user_takes_what_travels_to_the_site_and_clear_user_drops_what_came_from_the_former_contact()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.Both, Fields = [.. _scene.Profile.Fields, new FieldMapping("fields.city", "#2") { Direction = SyncDirection.ToCms }] };
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Fields = new FieldMap { [Phone] = u.Get(Phone), ["fields.note"] = FieldValue.Empty, ["fields.city"] = FieldValue.Empty } });
        _scene.Crm.Change("10", c => c with { Fields = With(With(c, "#1", "from ten"), c, "#2", "Ulm") });
        _scene.Crm.Change("20", c => c with { Fields = With(With(c, "#1", "from twenty"), c, "#2", "") });
        await _scene.RunAllAsync();
        Assert.Equal(("from ten", "Ulm"), (Text("fields.note"), Text("fields.city")));
        await _scene.ResultsAsync(Move("20", RelinkSide.User, RelinkSide.User));
        Assert.Equal(("from twenty", "", "anna@x.org", "+49301"), (Text("fields.note"), Text("fields.city"), _scene.Cms.Users[0].Email, Text(Phone)));
        Assert.DoesNotContain(_scene.Crm.Written, w => w.RecordId == "20");
    }

    [Fact]
    public async Task Fill_works_without_a_move_too()
    {
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Name = "Edited" });
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        SyncResult filled = Assert.Single(await _scene.ResultsAsync(Move("10", fill: RelinkSide.Contact)));
        Assert.Equal((SyncAction.Updated, "name: Edited -> Anna"), (filled.Action, Assert.Single(filled.Fields).ToString()));
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
    }

    [Fact]
    public async Task An_unlink_may_clear_the_contact_and_the_next_run_decides_anew()
    {
        await PairAsync();
        List<SyncResult> results = await _scene.ResultsAsync(Move(null, clear: RelinkSide.Contact));
        Assert.Equal([SyncAction.Updated, SyncAction.Unlinked], results.Select(r => r.Action));
        Assert.Empty(await _scene.LinksAsync());
        Assert.Empty(_scene.Crm["10"].Emails!);
        Assert.Equal("Anna", _scene.Crm["10"].Name);
    }

    [Fact]
    public async Task An_unlink_of_a_user_who_is_gone_still_clears_what_came_from_it()
    {
        await PairAsync();
        _scene.Cms.Users.Clear();
        await _scene.ResultsAsync(Move(null, clear: RelinkSide.Contact));
        Assert.Empty(_scene.Crm["10"].Emails!);
        Assert.Equal("", Text(_scene.Crm["10"], "#link"));
        Assert.Empty(await _scene.LinksAsync());
    }

    [Fact]
    public async Task A_contact_of_another_user_is_refused_naming_it_and_nothing_is_cleared()
    {
        await PairAsync();
        _scene.Cms.Add("2", "boris@x.org", "Boris");
        await _scene.LinkAsync("2", "20");
        SyncResult refused = Assert.Single(await _scene.ResultsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact)));
        Assert.Equal((ChangeOutcome.Failed, ErrorIds.LinkTaken), (refused.Outcome, refused.Error!.Id));
        Assert.Contains("belongs to user 2", refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_scene.Crm.Written);
        Assert.Equal("10", (await _scene.LinksAsync())[0].ContactId);
    }

    [Theory]
    [InlineData("99", "shows no contact 99")]
    [InlineData("30", "lies in the trash")]
    [InlineData("40", "merged into 20")]
    public async Task A_contact_that_is_not_there_is_refused(string contact, string told)
    {
        await PairAsync();
        _scene.Crm.Add("30", "Trash");
        _scene.Crm.Change("30", c => c with { State = ContactState.Trashed });
        _scene.Crm.Add("40", "Merged");
        _scene.Crm.Change("40", c => c with { State = ContactState.Merged, MergedInto = "20" });
        SyncResult refused = Assert.Single(await _scene.ResultsAsync(Move(contact, clear: RelinkSide.Contact)));
        Assert.Equal(ErrorIds.ContactNotFound, refused.Error!.Id);
        Assert.Contains(told, refused.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_scene.Crm.Written);
    }

    [Fact]
    public async Task One_contact_for_two_users_goes_to_the_first()
    {
        await PairAsync();
        _scene.Cms.Add("2", "boris@x.org", "Boris");
        _scene.Crm.Add("11", "Boris", "boris@x.org");
        await _scene.LinkAsync("2", "11");
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { Relinks = [Of("1", "10", "20"), Of("2", "11", "20")] });
        Assert.Equal([("1", ChangeOutcome.Done), ("2", ChangeOutcome.Failed)], results.Select(r => (r.UserId!, r.Outcome)).Order());
        Assert.Equal(["11", "20"], (await _scene.LinksAsync()).Select(l => l.ContactId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_a_write_is_refused_the_link_stays_and_all_can_be_asked_for_again()
    {
        await PairAsync();
        _scene.Crm.Refused.Add("20");
        List<SyncResult> results = await _scene.ResultsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact));
        Assert.Equal(ChangeOutcome.NotAttempted, results.Single(r => r.Action == SyncAction.Linked).Outcome);
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
        _scene.Crm.Refused.Clear();
        await _scene.ResultsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact));
        await AssertMovedAsync();
    }

    [Fact]
    public async Task A_preview_shows_every_write_and_makes_none()
    {
        await PairAsync();
        List<SyncEvent> events = await _scene.EventsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact) with { WhatIf = true });
        Assert.Equal(["Link 20", "Update 10", "Update 20"], events.OfType<PlannedEvent>().Select(p => $"{p.Change.Action} {p.Change.ContactId}").Order(StringComparer.Ordinal));
        Assert.Empty(_scene.Crm.Written);
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Fact]
    public async Task Who_declines_the_move_changes_nothing()
    {
        await PairAsync();
        await _scene.EventsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact), onEvent: e =>
        {
            if (e is PlannedEvent planned)
                planned.Declined = planned.Change.Action == UserSync.Core.Planning.ChangeAction.Link;
        });
        Assert.Empty(_scene.Crm.Written);
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task Killed_at_any_seam_the_same_call_again_completes_it(string seam)
    {
        await PairAsync();
        for (int hit = 1; hit <= 3; hit++)
        {
            await _scene.DieAtAsync(seam, hit, Move("20", RelinkSide.Contact, RelinkSide.Contact));
            Assert.Single(await _scene.LinksAsync());
        }

        if ((await _scene.LinksAsync())[0].ContactId == "10")
            await _scene.ResultsAsync(Move("20", RelinkSide.Contact, RelinkSide.Contact));
        await AssertMovedAsync();
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task An_ordinary_run_after_a_kill_takes_nothing_of_it_for_the_wish_of_the_contact()
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.Both, Fields = [Scene.NameField, new FieldMapping(Phone, "PHONE") { Direction = SyncDirection.Both }, Scene.EmailField] };
        await PairAsync();
        await _scene.DieAtAsync("commit", 1, Move("20", clear: RelinkSide.Contact));
        Assert.Empty(_scene.Crm["10"].Phones!);
        await _scene.RunAllAsync();
        Assert.Equal("+49301", Text(Phone));
    }

    [Fact]
    public async Task The_journal_tells_who_moved_it_from_where_to_where()
    {
        await PairAsync();
        string run;
        await using (Workspace workspace = await _scene.OpenAsync())
        {
            workspace.Store.Editor = new Editor("test", "Set-SyncLink", "root");
            SyncEvent last = await new SyncEngine(workspace).RunAsync(Move("20", clear: RelinkSide.Contact), CancellationToken.None).LastAsync();
            run = ((SummaryEvent)last).Summary.Run;
            Assert.Equal("Relink", ((SummaryEvent)last).Summary.Direction);
        }

        await using LinkStore store = await _scene.OpenStoreAsync();
        List<SyncChange> lines = await store.Changes.ReadAsync(new ChangeQuery { Run = run }, CancellationToken.None).ToListAsync();
        Assert.Equal(["Updated", "Linked"], lines.Select(l => l.Action));
        Assert.Equal("link: 10 -> 20", Assert.Single(lines[1].Fields).ToString());
        Assert.All(lines, l => Assert.StartsWith("Set-SyncLink by root", l.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_contacts_are_not_to_be_changed_none_is_filled_or_cleared()
    {
        await PairAsync();
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { Update = false } };
        Assert.Equal(ErrorIds.ProfileInvalid, (await _scene.FailAsync(Move("20", clear: RelinkSide.Contact))).Id);
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Fact]
    public async Task The_CRMs_own_table_follows_the_move()
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { LinkMirror = true };
        await PairAsync();
        Assert.Equal([("1", "10")], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)));
        await _scene.ResultsAsync(Move("20"));
        Assert.Equal([("1", "20")], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)));
    }

    private static Relink Of(string user, string contact, string? to, RelinkSide fill = RelinkSide.None, RelinkSide clear = RelinkSide.None)
        => new(new SyncLink { Site = "site", Account = "account", UserId = user, ContactId = contact }, to, new RelinkPolicy(fill, clear));

    private static SyncRequest Move(string? to, RelinkSide fill = RelinkSide.None, RelinkSide clear = RelinkSide.None) => new() { Relinks = [Of("1", "10", to, fill, clear)] };

    private static FieldMap With(CrmContact contact, string path, string value) => new FieldMap().With(contact.Fields, path, FieldValue.Of(value));

    private static FieldMap With(FieldMap fields, CrmContact _, string path, string value) => new FieldMap().With(fields, path, FieldValue.Of(value));

    private static string Text(CrmContact contact, string path) => contact.Get(path).Text ?? "";

    private string Text(string path) => _scene.Cms.Users[0].Get(path).Text ?? "";

    private async Task AssertMovedAsync()
    {
        Assert.Equal("20", Assert.Single(await _scene.LinksAsync()).ContactId);
        Assert.Empty(_scene.Crm["10"].Emails!);
        Assert.Empty(_scene.Crm["10"].Phones!);
        Assert.Equal(("Anna", "anna@x.org"), (_scene.Crm["20"].Name, Assert.Single(_scene.Crm["20"].Emails!).Address));
    }

    // User 1 and contact 10 in step, and a contact 20 that is nobody's.
    private async Task PairAsync(string? phone = "+49301")
    {
        _scene.Cms.Users.Add(new CmsUser { Site = "site", UserId = "1", UserName = "anna", Email = "anna@x.org", Name = "Anna", ProfileUrl = "https://site/users/1", Fields = new FieldMap { [Phone] = FieldValue.Of(phone), ["fields.note"] = FieldValue.Empty, ["fields.city"] = FieldValue.Empty } });
        foreach ((string id, string name, string? email) in new[] { ("10", "Anna", "anna@x.org"), ("20", "Second", "second@x.net") })
        {
            _scene.Crm.Add(id, name, email);
            _scene.Crm.Change(id, c => c with { Fields = new FieldMap { ["#link"] = FieldValue.Empty, ["#1"] = FieldValue.Empty, ["#2"] = FieldValue.Empty } });
        }

        await _scene.RunAllAsync();
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId is not ("10" or "20"));
        _scene.Crm.Written.Clear();
        _scene.Cms.Written.Clear();
    }
}
