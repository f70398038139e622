using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Taking a run back, as docs/sync-semantics.md says it.</summary>
public sealed class UndoTests : IDisposable
{
    private static readonly SyncRequest Both = new() { All = true, Direction = SyncDirection.Both };
    private readonly Scene _scene = new();

    public UndoTests() => _scene.Profile = _scene.Profile with { Direction = SyncDirection.Both, Fields = [Scene.NameField with { Direction = SyncDirection.Both }, Scene.EmailField] };

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task An_undone_update_brings_the_former_values_back_and_the_next_run_leaves_them()
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        string run = (await _scene.RunAsync(Both)).Run;
        SyncSummary undone = await UndoAsync(run);
        Assert.Equal((1, "Undo"), (undone.Updated, undone.Direction));
        Assert.Equal(("Anna", "Anna B."), (_scene.Crm["10"].Name, _scene.Cms.Users[0].Name));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
        _scene.Crm.Change("10", c => c with { Name = "Anna C." });
        await _scene.RunAsync(Both);
        Assert.Equal("Anna C.", _scene.Cms.Users[0].Name);
    }

    [Fact]
    public async Task An_undone_change_of_the_user_brings_its_former_values_back()
    {
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Name = "By the CRM" });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal("By the CRM", _scene.Cms.Users[0].Name);
        await UndoAsync(run);
        Assert.Equal(("Anna", "By the CRM"), (_scene.Cms.Users[0].Name, _scene.Crm["10"].Name));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task An_undone_address_leaves_the_other_addresses()
    {
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Emails = [.. c.Emails!, new ContactEmail("private@x.net")] });
        _scene.Cms.Change("1", u => u with { Email = "new@x.org" });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Contains(_scene.Crm["10"].Emails!, e => e.Address == "new@x.org");
        await UndoAsync(run);
        Assert.Equal(["anna@x.org", "private@x.net"], _scene.Crm["10"].Emails!.Select(e => e.Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_value_that_the_side_cut_is_still_ours_to_take_back()
    {
        _scene.Crm.Lossy = static text => text.Length > 8 ? text[..8] : text;
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna with a long name" });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal("Anna wit", _scene.Crm["10"].Name);
        Assert.Equal(1, (await UndoAsync(run)).Updated);
        Assert.Equal("Anna", _scene.Crm["10"].Name);
    }

    [Fact]
    public async Task A_value_that_changed_since_is_a_conflict_and_stays()
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        string run = (await _scene.RunAsync(Both)).Run;
        _scene.Crm.Change("10", c => c with { Name = "Edited" });
        SyncSummary undone = await UndoAsync(run);
        Assert.Equal((0, 1), (undone.Updated, undone.Conflicts));
        Assert.Equal("Edited", _scene.Crm["10"].Name);
    }

    [Fact]
    public async Task An_undone_link_is_not_made_again()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal(1, (await UndoAsync(run)).Unlinked);
        SyncSummary after = await _scene.RunAsync(Both);
        Assert.True(after.NothingToDo, after.ToString());
        Assert.Empty(await _scene.LinksAsync());
        Assert.Equal((1, 1), (_scene.Cms.Users.Count, _scene.Crm.Contacts.Count));
    }

    [Fact]
    public async Task An_undone_create_keeps_the_record_unless_it_is_to_be_removed()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal((1, 0), ((await UndoAsync(run)).Unlinked, 0));
        Assert.Single(_scene.Crm.Contacts);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task An_undone_create_removes_the_record_when_asked_and_nobody_makes_it_again()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Berta", "berta@x.org");
        string run = (await _scene.RunAsync(Both)).Run;
        SyncSummary undone = await _scene.RunAsync(new SyncRequest { Undo = run, RemoveCreated = true });
        Assert.Equal((2, 2), (undone.Deleted, undone.Unlinked));
        Assert.Equal(("1", "10"), (Assert.Single(_scene.Cms.Users).UserId, Assert.Single(_scene.Crm.Contacts).ContactId));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_created_record_that_was_edited_since_is_not_removed()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        string run = (await _scene.RunAsync(Both)).Run;
        _scene.Crm.Change(_scene.Crm.Contacts[0].ContactId, c => c with { Name = "Edited" });
        SyncSummary undone = await _scene.RunAsync(new SyncRequest { Undo = run, RemoveCreated = true });
        Assert.Equal((0, 1), (undone.Deleted, undone.Conflicts));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_preview_of_an_undo_shows_it_and_changes_nothing()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        string run = (await _scene.RunAsync(Both)).Run;
        SyncSummary shown = await _scene.RunAsync(new SyncRequest { Undo = run, RemoveCreated = true, WhatIf = true });
        Assert.Equal((1, 1), (shown.Deleted, shown.Unlinked));
        Assert.Single(_scene.Crm.Contacts);
        Assert.Single(await _scene.LinksAsync());
    }

    [Fact]
    public async Task An_undo_taken_back_restores_links_and_values()
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        string run = (await _scene.RunAsync(Both)).Run;
        string undo = (await UndoAsync(run)).Run;
        await UndoAsync(undo);
        Assert.Equal("Anna B.", _scene.Crm["10"].Name);
        string first = (await RunsAsync()).OrderBy(r => r.Run, StringComparer.Ordinal).First().Run;
        string unlinked = (await UndoAsync(first)).Run;
        Assert.Empty(await _scene.LinksAsync());
        await UndoAsync(unlinked);
        Assert.Single(await _scene.LinksAsync());
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_said()
    {
        _scene.Profile = _scene.Profile with { Contacts = _scene.Profile.Contacts with { OnUserDeleted = GonePolicy.Delete } };
        await PairAsync();
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAsync(Both);
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        string run = (await _scene.RunAsync(Both)).Run;
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { Undo = run });
        Assert.All(results, r => Assert.Equal(ChangeOutcome.Skipped, r.Outcome));
        Assert.Contains(results, r => r.Reason.Contains("cannot be brought back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_nobody_knows_is_refused() => Assert.Equal(ErrorIds.RunNotFound, (await _scene.FailAsync(new SyncRequest { Undo = "nothing" })).Id);

    [Theory]
    [InlineData("intent")]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task An_undo_that_dies_is_finished_by_another(string seam)
    {
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B.", Email = "new@x.org" });
        string run = (await _scene.RunAsync(Both)).Run;
        await _scene.DieAtAsync(seam, 1, new SyncRequest { Undo = run });
        await UndoAsync(run);
        Assert.Equal(("Anna", "anna@x.org"), (_scene.Crm["10"].Name, Assert.Single(_scene.Crm["10"].Emails!).Address));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_purge_removes_a_person_from_the_journal_and_leaves_the_others()
    {
        await PairAsync();
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAsync(Both);
        await using Workspace workspace = await _scene.OpenAsync();
        Assert.True(await workspace.Store.Changes.PurgeAsync("site", "account", "1", "10", CancellationToken.None) > 0);
        List<SyncChange> left = await workspace.Store.Changes.ReadAsync(new ChangeQuery(), CancellationToken.None).ToListAsync();
        Assert.NotEmpty(left);
        Assert.All(left, c => Assert.Equal("2", c.UserId));
        Assert.Equal(2, await workspace.Store.Links.CountAsync("site", "account", CancellationToken.None));
    }

    [Fact]
    public async Task The_journal_is_kept_as_long_as_the_profile_says()
    {
        _scene.Profile = _scene.Profile with { History = new HistorySettings(30) };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        string old = (await _scene.RunAsync(Both)).Run;
        _scene.Clock.Advance(TimeSpan.FromDays(29));
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        await _scene.RunAsync(Both);
        Assert.Contains(await LinesAsync(), l => l.Run == old);
        _scene.Clock.Advance(TimeSpan.FromDays(2));
        await _scene.RunAsync(Both);
        List<SyncChange> lines = await LinesAsync();
        Assert.DoesNotContain(lines, l => l.Run == old);
        Assert.NotEmpty(lines);
    }

    [Fact]
    public async Task A_decision_to_create_makes_the_contact_in_the_next_run()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        _scene.Crm.Add("11", "Anna too", "anna@x.org");
        Assert.Equal(1, (await _scene.RunAsync(Both with { Direction = SyncDirection.ToCrm })).Conflicts);
        await using (Workspace workspace = await _scene.OpenAsync())
        {
            SyncConflict conflict = Assert.Single(await workspace.Store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
            await workspace.Store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Create, CancellationToken.None);
        }

        Assert.Equal(1, (await _scene.RunAsync(Both with { Direction = SyncDirection.ToCrm })).Created);
        Assert.Equal(3, _scene.Crm.Contacts.Count);
        Assert.True((await _scene.RunAsync(Both with { Direction = SyncDirection.ToCrm })).NothingToDo);
        await using Workspace after = await _scene.OpenAsync();
        Assert.Equal(ConflictState.Resolved, Assert.Single(await after.Store.Conflicts.ReadAsync("site", "account", null, CancellationToken.None).ToListAsync()).State);
    }

    [Fact]
    public async Task An_undo_of_changes_on_both_sides_of_one_pair_leaves_them_to_nobody()
    {
        _scene.Profile = _scene.Profile with { Fields = [.. _scene.Profile.Fields, new FieldMapping("fields.phone", "PHONE") { Direction = SyncDirection.Both }] };
        await PairAsync();
        _scene.Cms.Change("1", u => u with { Name = "Anna B." });
        _scene.Crm.Change("10", c => c with { Phones = [new ContactPhone("+49305")] });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal(2, (await UndoAsync(run)).Updated);
        SyncSummary next = await _scene.RunAsync(Both);
        Assert.True(next.NothingToDo, next.ToString());
        Assert.Equal(("Anna", "Anna B."), (_scene.Crm["10"].Name, _scene.Cms.Users[0].Name));
        Assert.Equal(("+49305", true), (Assert.Single(_scene.Crm["10"].Phones!).Number, _scene.Cms.Users[0].Get("fields.phone").IsEmpty));
    }

    [Fact]
    public async Task An_undone_address_of_a_temporary_user_brings_its_placeholder_back()
    {
        _scene.Profile = _scene.Profile with { Users = _scene.Profile.Users with { Temporary = new TemporaryUserPolicy(Allow: true, "placeholder.example.org") } };
        _scene.Crm.Add("10", "Anna");
        await _scene.RunAsync(Both);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@x.org")] });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal("anna@x.org", _scene.Cms.Users[0].Email);
        SyncSummary undone = await UndoAsync(run);
        Assert.Equal((1, 0), (undone.Updated, undone.Failed));
        Assert.Equal("contact-10@placeholder.example.org", _scene.Cms.Users[0].Email);
        Assert.True(Assert.Single(await _scene.LinksAsync()).IsTemporary);
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
        Assert.Equal("contact-10@placeholder.example.org", _scene.Cms.Users[0].Email);
        _scene.Crm.Change("10", c => c with { Emails = [new ContactEmail("anna@y.net")] });
        Assert.Equal(1, (await _scene.RunAsync(Both)).Updated);
        Assert.Equal(("anna@y.net", false), (_scene.Cms.Users[0].Email, Assert.Single(await _scene.LinksAsync()).IsTemporary));
        Assert.True((await _scene.RunAsync(Both)).NothingToDo);
    }

    [Fact]
    public async Task A_created_record_that_somebody_added_to_since_is_not_removed()
    {
        _scene.Profile = _scene.Profile with { Fields = [.. _scene.Profile.Fields, new FieldMapping("fields.phone", "PHONE") { Direction = SyncDirection.Both }] };
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        string run = (await _scene.RunAsync(Both)).Run;
        _scene.Crm.Change(_scene.Crm.Contacts[0].ContactId, c => c with { Phones = [new ContactPhone("+49305")] });
        SyncSummary undone = await _scene.RunAsync(new SyncRequest { Undo = run, RemoveCreated = true });
        Assert.Equal((0, 1), (undone.Deleted, undone.Conflicts));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_former_address_that_another_user_has_by_now_is_not_given_back()
    {
        _scene.Profile = _scene.Profile with { Fields = [_scene.Profile.Fields[0], Scene.EmailField with { Direction = SyncDirection.Both }] };
        await PairAsync();
        _scene.Crm.Change("10", c => c with { Name = "Anna B.", Emails = [new ContactEmail("new@x.org")] });
        string run = (await _scene.RunAsync(Both)).Run;
        Assert.Equal("new@x.org", _scene.Cms.Users[0].Email);
        _scene.Cms.Add("2", "Anna@x.org", "Another");
        SyncSummary undone = await UndoAsync(run);
        Assert.Equal((1, 1, 0), (undone.Updated, undone.Conflicts, undone.Failed));
        Assert.Equal(("new@x.org", "Anna"), (_scene.Cms.Users[0].Email, _scene.Cms.Users[0].Name));
    }

    private Task<SyncSummary> UndoAsync(string run) => _scene.RunAsync(new SyncRequest { Undo = run });

    private async Task<List<SyncChange>> LinesAsync()
    {
        await using Workspace workspace = await _scene.OpenAsync();
        return await workspace.Store.Changes.ReadAsync(new ChangeQuery(), CancellationToken.None).ToListAsync();
    }

    private async Task<List<SyncRun>> RunsAsync()
    {
        await using Workspace workspace = await _scene.OpenAsync();
        return await workspace.Store.Runs.ReadAsync("site", "account", 100, CancellationToken.None);
    }

    private async Task PairAsync()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        Assert.Equal(1, (await _scene.RunAsync(Both)).Linked);
    }
}
