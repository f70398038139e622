using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Groups of CiviCRM: who is in one, and how somebody comes in and out.</summary>
public sealed class GroupTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Fact]
    public async Task Roles_put_contacts_into_groups_and_out_again_and_a_third_run_writes_nothing()
    {
        await using CiviRun run = await StartAsync();
        run.User(1, "anna@example.org", role: "editor");
        await run.RunAsync();
        long contact = run.Scene.Live().Single().Id;
        Assert.Equal("Added", Assert.Single(run.Database["GroupContact"].Of(contact)).Text("status"));
        run.Replace(",editor,", ",,");
        Assert.Equal(1, (await run.RunAsync()).Updated);
        Assert.Equal("Removed", Assert.Single(run.Database["GroupContact"].Of(contact)).Text("status"));
        run.Replace(",Berg,,", ",Berg,editor,");
        Assert.Equal(1, (await run.RunAsync()).Updated);
        Assert.Equal("Added", Assert.Single(run.Database["GroupContact"].Of(contact)).Text("status"));
        run.Scene.Server.ClearLog();
        await run.RunAsync();
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Who_was_removed_from_a_group_is_not_read_as_its_member()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", "anna@example.org");
        Put(scene, id, Group(scene, "Newsletter"), "Removed");
        Put(scene, id, Group(scene, "Members"), "Added");
        Put(scene, id, Group(scene, "Waiting"), "Pending");
        await using CiviCrmConnector connector = scene.Connector();
        CrmContact contact = await connector.GetAsync([Text(id)], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal(["Members"], contact.Groups!.Select(g => g.Name));
    }

    [Fact]
    public async Task A_group_that_does_not_exist_fails_the_item_and_is_not_made()
    {
        await using CiviRun run = await StartAsync("Other");
        run.User(1, "anna@example.org", role: "editor");
        run.User(2, "berta@example.org", "Berta");
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Contains("contactGroup", Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed).Error!.Remedy, StringComparison.Ordinal);
        Assert.Single(run.Scene.Live());
        Assert.Single(run.Database["Group"].Rows);
    }

    [Fact]
    public async Task Nobody_is_put_into_a_smart_group()
    {
        await using CiviRun run = await StartAsync(smart: true);
        run.User(1, "anna@example.org", role: "editor");
        Assert.Contains("smart group", Assert.Single(await run.ResultsAsync()).Error!.Message, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Live());
        await using CiviCrmConnector connector = run.Scene.Connector();
        Assert.False((await connector.ListContactGroupsAsync(Token).SingleAsync(Token)).Writable);
    }

    [Fact]
    public async Task The_least_rights_are_enough_for_groups()
    {
        await using CiviRun run = await StartAsync();
        run.Key = "min-key";
        run.User(1, "anna@example.org", role: "editor");
        Assert.Equal(1, (await run.RunAsync()).Created);
        Assert.Single(run.Database["GroupContact"].Rows);
    }

    private static async Task<CiviRun> StartAsync(string group = "Editors", bool smart = false)
    {
        CiviRun run = await CiviRun.StartAsync();
        Row row = Group(run.Scene, group);
        if (smart)
            row["saved_search_id"] = 1L;
        run.Groups = [new GroupMapping("editor", new MembershipPath(MembershipPath.Group, "Editors"), SyncDirection.ToCrm)];
        return run;
    }

    private static Row Group(CiviScene scene, string title) => scene.Database["Group"].Insert(new Row { ["name"] = title + "_1", ["title"] = title, ["is_active"] = true });

    private static void Put(CiviScene scene, long contact, Row group, string status) =>
        scene.Database["GroupContact"].Insert(new Row { ["contact_id"] = contact, ["group_id"] = group.Id, ["status"] = status });

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
