using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Links;

/// <summary>What is changed by hand stands in the journal with who did it, before and after, and changes nothing else about runs.</summary>
public sealed class ManualJournalTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Links_made_moved_flagged_and_removed_by_hand_are_lines_of_one_run()
    {
        await using LinkStore store = await EditAsync();
        await store.Links.AddAsync([Link("1", "a")], CancellationToken.None);
        await store.Links.ChangeAsync([Link("1", "b")], CancellationToken.None);
        await store.Links.ChangeAsync([Link("1", "b") with { IsTemporary = true }], CancellationToken.None);
        await store.Links.RemoveAsync([Link("1", "b") with { IsTemporary = true }], CancellationToken.None);
        SyncRun run = Assert.Single(await store.Runs.ReadAsync("site", "account", 10, CancellationToken.None));
        Assert.Equal(("manual", "test", "New-SyncLink by anna@here"), (run.State, run.Profile, run.Message));
        List<SyncChange> lines = await LinesAsync(store);
        Assert.Equal(["Linked", "Linked", "Flagged", "Unlinked"], lines.Select(l => l.Action));
        Assert.Equal(["link: (empty) -> a", "link: a -> b", "temporary: false -> true", "link: b -> (empty)", "temporary: true -> (empty)"], lines.SelectMany(l => l.Fields).Select(f => f.ToString()));
        Assert.All(lines, l => Assert.Equal((run.Run, "1", ChangeOutcome.Done, "New-SyncLink by anna@here"), (l.Run, l.UserId, l.Outcome, l.Reason)));
    }

    [Fact]
    public async Task What_was_refused_or_was_so_already_is_no_line()
    {
        await _scene.LinkAsync("1", "a");
        await using LinkStore store = await EditAsync();
        await store.Links.AddAsync([Link("1", "a"), Link("2", "a")], CancellationToken.None);
        await store.Links.ChangeAsync([Link("9", "x")], CancellationToken.None);
        await store.Links.RemoveAsync([Link("9", "x")], CancellationToken.None);
        Assert.Empty(await store.Runs.ReadAsync(null, null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_decision_is_a_line_with_what_it_was_about()
    {
        _scene.Cms.Add("1", "a@example.org", "Anna");
        _scene.Crm.Add("x", "A", "a@example.org");
        _scene.Crm.Add("y", "B", "a@example.org");
        await _scene.RunAllAsync();
        await using LinkStore store = await EditAsync();
        SyncConflict conflict = Assert.Single(await store.Conflicts.ReadAsync("site", "account", ConflictState.Open, CancellationToken.None).ToListAsync());
        await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Ignored, CancellationToken.None);
        await store.Conflicts.DecideAsync(conflict.ConflictId, ConflictState.Ignored, CancellationToken.None);
        SyncChange line = Assert.Single(await LinesAsync(store), l => l.Run == store.Editor!.Run);
        Assert.Equal(("Ignored", "1", "conflict: Open -> Ignored"), (line.Action, line.UserId, line.Fields.Single().ToString()));
        Assert.Equal(ErrorIds.ConflictNotFound, (await Assert.ThrowsAsync<UserSyncException>(() => store.Conflicts.DecideAsync(99, ConflictState.Ignored, CancellationToken.None))).Error.Id);
    }

    [Fact]
    public async Task Work_by_hand_is_neither_the_last_run_nor_does_it_let_runs_through_that_wait()
    {
        _scene.Cms.Add("1", "a@example.org", "Anna");
        _scene.Crm.FailBeforeStoring = new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The token was refused.");
        await _scene.FailAsync(new SyncRequest { All = true });
        _scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await using (LinkStore store = await EditAsync())
            await store.Links.AddAsync([Link("7", "z")], CancellationToken.None);
        Assert.Equal(ErrorIds.NeedsHuman, (await _scene.FailAsync(new SyncRequest { All = true })).Id);
    }

    private static SyncLink Link(string user, string contact) => new() { Site = "site", Account = "account", UserId = user, ContactId = contact };

    private static async Task<List<SyncChange>> LinesAsync(LinkStore store) => await store.Changes.ReadAsync(new ChangeQuery { Site = "site" }, CancellationToken.None).ToListAsync();

    private async Task<LinkStore> EditAsync()
    {
        LinkStore store = await _scene.OpenStoreAsync();
        store.Editor = new Editor("test", "New-SyncLink", "anna@here");
        return store;
    }
}
