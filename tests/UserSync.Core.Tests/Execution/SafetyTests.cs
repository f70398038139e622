using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class SafetyTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_preview_writes_nothing_and_makes_no_store()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        SyncSummary summary = await _scene.RunAsync(new SyncRequest { All = true, WhatIf = true });
        Assert.Equal((1, true), (summary.Created, summary.WhatIf));
        Assert.Empty(_scene.Crm.Written);
        Assert.False(File.Exists(_scene.StorePath));
    }

    [Fact]
    public async Task A_preview_plans_what_the_real_run_then_does()
    {
        Population(20);
        List<SyncEvent> preview = await _scene.EventsAsync(new SyncRequest { All = true, WhatIf = true });
        List<SyncEvent> real = await _scene.EventsAsync(new SyncRequest { All = true });
        static string[] Planned(List<SyncEvent> events) => [.. events.OfType<PlannedEvent>().Select(p => $"{p.Change.Action} {p.Change.UserId}")];
        Assert.Equal(Planned(preview), Planned(real));
        Assert.Equal(Planned(real).Length, real.OfType<ResultEvent>().Count(r => r.Result.Outcome == ChangeOutcome.Done));
    }

    [Fact]
    public async Task A_declined_change_is_not_carried_out_and_its_update_neither()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "", "anna@example.org");
        List<SyncEvent> events = await _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e =>
        {
            if (e is PlannedEvent planned)
                planned.Declined = true;
        });
        Assert.Empty(_scene.Crm.Written);
        Assert.Empty(await _scene.LinksAsync());
        Assert.Equal(2, events.OfType<SummaryEvent>().Single().Summary.Skipped);
    }

    [Fact]
    public async Task A_missing_user_is_unlinked_only_when_a_single_read_proves_it()
    {
        Population(10);
        await _scene.RunAllAsync();
        _scene.Cms.HiddenFromListing.Add("1");
        _scene.Cms.Users.RemoveAll(u => u.UserId == "2");
        List<SyncResult> results = await _scene.ResultsAsync(new SyncRequest { All = true });
        Assert.Equal(SyncAction.OutOfScope, results.Single(r => r.UserId == "1").Action);
        Assert.Equal(SyncAction.Unlinked, results.Single(r => r.UserId == "2").Action);
        Assert.Equal(10, _scene.Crm.Contacts.Count);
    }

    [Fact]
    public async Task The_first_run_removes_nothing()
    {
        Population(10);
        _scene.Crm.Add("gone", "Gone", "gone@example.org");
        await _scene.LinkAsync("99", "gone");
        Assert.Equal(0, (await _scene.RunAllAsync()).Unlinked);
        Assert.Equal(1, (await _scene.RunAllAsync()).Unlinked);
    }

    [Fact]
    public async Task More_unlinks_than_the_brake_allows_stop_the_run_before_the_first_write()
    {
        Population(10);
        await _scene.RunAllAsync();
        _scene.Cms.Users.RemoveAll(u => int.Parse(u.UserId, null) > 7);
        _scene.Cms.Add("50", "late@example.org", "Late");
        int written = _scene.Crm.Written.Count;
        Assert.Equal(ErrorIds.TooManyDeletes, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        Assert.Equal(written, _scene.Crm.Written.Count);
        Assert.Equal(10, (await _scene.LinksAsync()).Count);
        Assert.Equal(3, (await _scene.RunAsync(new SyncRequest { All = true, MaxDeletePercent = 30 })).Unlinked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_empty_listing_is_an_error_when_links_are_known(bool cms)
    {
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Costs = new ReadCosts(10_000, 2, 2) };
        Population(4);
        await _scene.RunAllAsync();
        if (cms)
            _scene.Cms.Users.Clear();
        else
            _scene.Crm.Contacts.Clear();
        Assert.Equal(ErrorIds.EmptyListing, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        Assert.Equal(4, (await _scene.LinksAsync()).Count);
    }

    [Fact]
    public async Task A_run_that_ended_early_does_not_say_that_nothing_was_to_be_done()
    {
        Population(3);
        await _scene.RunAllAsync();
        _scene.Cms.Users.Clear();
        SyncSummary? told = null;
        await Assert.ThrowsAnyAsync<UserSyncException>(() => _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e => told = (e as SummaryEvent)?.Summary ?? told));
        Assert.False(told!.NothingToDo);
    }

    [Fact]
    public async Task A_contact_that_is_not_shown_any_more_is_reported_and_not_made_again()
    {
        Population(4);
        await _scene.RunAllAsync();
        string id = (await _scene.LinksAsync())[0].ContactId;
        _scene.Crm.HiddenFromListing.Add(id);
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { All = true }));
        Assert.Equal((SyncAction.Conflict, id), (result.Action, result.ContactId));
        Assert.Equal(4, _scene.Crm.Contacts.Count);
    }

    [Fact]
    public async Task Another_identity_needs_to_be_accepted()
    {
        Population(2);
        await _scene.RunAllAsync();
        _scene.Cms.Identity = "a clone";
        Assert.Equal(ErrorIds.IdentityChanged, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        Assert.True((await _scene.RunAsync(new SyncRequest { All = true, AcceptIdentity = true })).NothingToDo);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
    }

    [Fact]
    public async Task A_changed_filter_needs_a_rebase_before_anything_is_unlinked()
    {
        Population(10);
        await _scene.RunAllAsync();
        _scene.Profile = _scene.Profile with { Match = [MatchRule.Email, new MatchRule("fields.phone", "PHONE", MatchKind.Phone)] };
        _scene.Cms.Users.RemoveAll(u => u.UserId == "1");
        Assert.Equal(ErrorIds.RebaseNeeded, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        SyncSummary rebase = await _scene.RunAsync(new SyncRequest { All = true, Rebase = true });
        Assert.Equal(0, rebase.Unlinked);
        Assert.Equal(1, (await _scene.RunAllAsync()).Unlinked);
    }

    [Fact]
    public async Task A_refused_removal_does_not_let_runs_through_that_wait_for_a_human()
    {
        Population(2);
        _scene.Crm.FailBeforeStoring = new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
        await _scene.FailAsync(new SyncRequest { All = true });
        _scene.Clock.Advance(TimeSpan.FromSeconds(5));
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Runs.RefuseAsync("test", "site", "account", new SyncError(ErrorIds.BothIdLists, "Both lists."), CancellationToken.None);
        Assert.Equal(ErrorIds.NeedsHuman, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
    }

    [Fact]
    public async Task A_rebase_takes_equal_values_as_baseline_and_writes_to_nobody()
    {
        _scene.Profile = _scene.Profile with { Fields = [Scene.NameField] };
        Population(3);
        await _scene.RunAllAsync();
        _scene.Cms.Change("1", u => u with { Name = "Changed" });
        int written = _scene.Crm.Written.Count;
        await _scene.RunAsync(new SyncRequest { All = true, Rebase = true });
        Assert.Equal(written, _scene.Crm.Written.Count);
        Assert.True((await _scene.RunAllAsync()).NothingToDo);
        _scene.Cms.Change("2", u => u with { Name = "Changed too" });
        Assert.Equal(1, (await _scene.RunAllAsync()).Updated);
    }

    [Fact]
    public async Task A_second_run_at_once_is_refused_and_names_the_holder()
    {
        Population(2);
        await using Workspace first = await _scene.OpenAsync();
        await using IAsyncEnumerator<SyncEvent> running = new SyncEngine(first).RunAsync(new SyncRequest { All = true }, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await running.MoveNextAsync());
        SyncError error = await _scene.FailAsync(new SyncRequest { All = true });
        Assert.Equal(ErrorIds.LeaseHeld, error.Id);
        Assert.Contains("process 1 on here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consumer_that_walks_away_leaves_no_lease()
    {
        Population(2);
        await using (Workspace first = await _scene.OpenAsync())
        {
            await foreach (SyncEvent _ in new SyncEngine(first).RunAsync(new SyncRequest { All = true }, CancellationToken.None))
                break;
        }

        Assert.Equal(2, (await _scene.RunAllAsync()).Created);
    }

    [Fact]
    public async Task The_lease_of_a_dead_process_of_this_machine_is_taken_over_at_once()
    {
        Population(2);
        Workspace first = await _scene.OpenAsync();
        IAsyncEnumerator<SyncEvent> dead = new SyncEngine(first).RunAsync(new SyncRequest { All = true }, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await dead.MoveNextAsync());
        _scene.OwnerIsAlive = false;
        Assert.Equal(2, (await _scene.RunAllAsync()).Created);

        // The dead run, should it come back to life, writes nothing more.
        UserSyncException refused = await Assert.ThrowsAsync<UserSyncException>(async () =>
        {
            while (await dead.MoveNextAsync())
            {
            }
        });
        Assert.Equal(ErrorIds.LeaseLost, refused.Error.Id);
        Assert.Equal(2, _scene.Crm.Contacts.Count);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_ends_with_a_summary_in_which_every_change_has_one_outcome()
    {
        Population(10);
        using var stop = new CancellationTokenSource();
        List<SyncEvent> events = await _scene.EventsAsync(new SyncRequest { All = true }, stop.Token, e =>
        {
            if (e is ResultEvent)
                stop.Cancel();
        });
        SyncSummary summary = events.OfType<SummaryEvent>().Single().Summary;
        Assert.Equal(10, summary.Created + summary.NotAttempted);
        Assert.True(summary.NotAttempted > 0);
        Assert.Equal("stopped on request", summary.Ended);
        Assert.Equal(summary.NotAttempted, (await _scene.RunAllAsync()).Created);
        Assert.Equal(10, _scene.Crm.Contacts.Count);
    }

    [Fact]
    public async Task An_ignored_conflict_is_skipped_and_not_reported_again()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna", "anna@example.org");
        await _scene.RunAllAsync();
        await using (LinkStore store = await _scene.OpenStoreAsync())
        {
            SyncConflict open = Assert.Single(await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
            await store.Conflicts.DecideAsync(open.ConflictId, ConflictState.Ignored, CancellationToken.None);
        }

        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((0, 1), (summary.Conflicts, summary.Skipped));
    }

    [Fact]
    public async Task A_conflict_whose_cause_is_gone_vanishes_by_itself()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna", "anna@example.org");
        await _scene.RunAllAsync();
        _scene.Crm.Contacts.RemoveAll(c => c.ContactId == "12");
        Assert.Equal(1, (await _scene.RunAllAsync()).Linked);
        await using LinkStore store = await _scene.OpenStoreAsync();
        Assert.Empty(await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task A_policy_that_the_system_cannot_honour_is_an_error_of_the_profile()
    {
        _scene.Profile = _scene.Profile with { Contacts = new ContactPolicy { OnUserDeleted = GonePolicy.Note } };
        SyncError error = await _scene.FailAsync(new SyncRequest { All = true });
        Assert.Equal(ErrorIds.ProfileInvalid, error.Id);
    }

    [Fact]
    public async Task After_a_refused_credential_runs_wait_until_a_human_cleared_it()
    {
        Population(2);
        _scene.Crm.FailBeforeStoring = new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
        Assert.Equal(ErrorIds.CredentialRefused, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        long requests = _scene.Cms.Requests.Reads + _scene.Crm.Requests.Reads;
        Assert.Equal(ErrorIds.NeedsHuman, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        Assert.Equal(requests, _scene.Cms.Requests.Reads + _scene.Crm.Requests.Reads);
        await using (LinkStore store = await _scene.OpenStoreAsync())
            await store.Runs.ClearAsync("site", "account", CancellationToken.None);
        Assert.Equal(2, (await _scene.RunAllAsync()).Created);
    }

    [Fact]
    public async Task A_refused_credential_that_came_with_the_call_keeps_no_other_run_waiting()
    {
        Population(2);
        SyncProfile own = _scene.Profile;
        _scene.Profile = own with { Crm = own.Crm with { Credential = "-CrmCredential" } };
        _scene.Crm.FailBeforeStoring = new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
        Assert.Equal(ErrorIds.CredentialRefused, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
        _scene.Profile = own;
        Assert.Equal(2, (await _scene.RunAllAsync()).Created);
    }

    [Fact]
    public async Task Repeating_an_unknown_run_is_refused()
    {
        Population(1);
        SyncError error = await _scene.FailAsync(new SyncRequest { Failed = "20200101-000000000-0000" });
        Assert.Equal((ErrorIds.RunNotFound, "20200101-000000000-0000"), (error.Id, error.Item));
    }

    [Fact]
    public async Task Nothing_given_is_nothing_done()
    {
        Population(1);
        Assert.Equal(ErrorIds.NothingGiven, (await _scene.FailAsync(new SyncRequest())).Id);
        Assert.Equal(0, _scene.Cms.Requests.Reads);
    }

    private void Population(int count)
    {
        for (int i = 1; i <= count; i++)
            _scene.Cms.Add(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"user{i}@example.org", "User " + i);
    }
}
