using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Contacts in CiviCRM's trash: reported, restored on request, and told from merged ones.</summary>
public sealed class TrashTests
{
    [Fact]
    public async Task A_match_in_the_trash_is_offered_restored_and_linked_on_request()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Scene.Trash(id);
        run.User(1, "anna@example.org");
        SyncResult conflict = Assert.Single(await run.ResultsAsync());
        Assert.Contains("Resolve-SyncConflict -Restore", conflict.Reason, StringComparison.Ordinal);
        Assert.Equal(Text(id), (await run.RestoreAsync()).ContactId);
        Assert.Equal(id, Assert.Single(run.Scene.Live()).Id);
        run.Scene.Server.ClearLog();
        SyncSummary next = await run.RunAsync();
        Assert.Equal((1, 0, 0), (next.AlreadyLinked, next.Created, next.Conflicts));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task A_linked_contact_in_the_trash_is_restored_and_keeps_its_link()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        SyncLink link = Assert.Single(await run.LinksAsync());
        run.Scene.Trash(long.Parse(link.ContactId, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(1, (await run.RunAsync()).Conflicts);
        Assert.Equal(link.ContactId, (await run.RestoreAsync()).ContactId);
        Assert.Equal(0, (await run.RunAsync()).Conflicts);
    }

    [Fact]
    public async Task Without_the_right_nothing_is_restored_and_nothing_linked()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Trash(run.Scene.Contact("Anna", "Berg", "anna@example.org"));
        run.User(1, "anna@example.org");
        await run.RunAsync();
        run.Scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions.Where(p => p != "access deleted contacts")]);
        UserSyncException error = await Assert.ThrowsAsync<UserSyncException>(run.RestoreAsync);
        Assert.Equal(ErrorIds.ContactNotFound, error.Error.Id);
        Assert.Empty(run.Scene.Live());
        Assert.Empty(await run.LinksAsync());
    }

    [Fact]
    public async Task A_linked_contact_that_was_merged_is_told_with_its_survivor()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        long linked = run.Scene.Live().Single().Id;
        long survivor = run.Scene.Contact("Anna", "Berg", "other@example.org");
        run.Scene.Merge(linked, survivor);
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal((ChangeOutcome.Conflict, true), (result.Outcome, result.Reason.Contains($"merged into {survivor}", StringComparison.Ordinal)));
        Assert.Equal([Text(survivor)], result.Candidates);
    }

    [Fact]
    public async Task A_match_that_was_merged_makes_no_new_contact()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long loser = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Scene.Merge(loser, run.Scene.Contact("Anna", "Berg", "other@example.org"));
        run.User(1, "anna@example.org");
        Assert.Equal((1, 0), await run.RunAsync() is { } s ? (s.Conflicts, s.Created) : default);
    }

    [Fact]
    public async Task Without_the_right_to_activities_a_merged_contact_passes_for_one_in_the_trash()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long loser = scene.Contact("Anna", "Berg", "anna@example.org");
        scene.Merge(loser, scene.Contact("Anna", "Berg", "other@example.org"));
        await using (CiviCrmConnector all = scene.Connector())
            Assert.Equal(ContactState.Merged, await StateAsync(all, loser));
        scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions.Where(p => p != "view all activities")]);
        await using CiviCrmConnector few = scene.Connector();
        Assert.Equal(ContactState.Trashed, await StateAsync(few, loser));
    }

    private static async Task<ContactState> StateAsync(CiviCrmConnector connector, long id) =>
        (await connector.GetAsync([Text(id)], RecordQuery.All, CiviScene.Token).SingleAsync(CiviScene.Token)).State;

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
