using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>CiviCRM's own table of users and contacts, kept in step with ours.</summary>
public sealed class UfMatchTests
{
    [Fact]
    public async Task A_user_that_CiviCRM_linked_itself_is_taken_as_linked_and_nothing_is_made()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        long id = run.Scene.Contact("Anna", "Berg", "other@example.net");
        Link(run, 101, id, "anna@example.org");
        run.User(101, "anna@example.org");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((1, 0), (summary.Linked, summary.Created));
        Assert.Equal(LinkOrigin.Imported, Assert.Single(await run.LinksAsync()).Origin);
    }

    [Fact]
    public async Task New_links_stand_in_CiviCRMs_table_and_a_second_run_writes_nothing()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        await run.RunAsync();
        Assert.Equal([(101L, "anna@example.org"), (102L, "berta@example.org")], Rows(run).Select(r => (r.Number("uf_id")!.Value, r.Text("uf_name")!)).Order());
        run.Scene.Server.ClearLog();
        await run.RunAsync();
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task A_name_that_is_taken_does_not_keep_a_link_out()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        Link(run, 900, run.Scene.Contact("Gone", "Person", null), "anna@example.org");
        run.User(101, "anna@example.org");
        await run.RunAsync();
        Row row = Assert.Single(Rows(run), r => r.Number("uf_id") == 101);
        Assert.Null(row.Text("uf_name"));
    }

    [Fact]
    public async Task A_contact_that_CiviCRM_links_to_another_user_is_not_linked_again()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        Link(run, 900, run.Scene.Contact("Anna", "Berg", "anna@example.org"), "anna@example.org");
        run.User(101, "anna@example.org");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((1, 0, 0), (summary.Conflicts, summary.Linked, summary.Created));
    }

    [Fact]
    public async Task Without_the_right_to_the_table_the_run_ends_before_anything_is_written()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        run.Key = "min-key";
        run.User(101, "anna@example.org");
        Assert.Contains("administer CiviCRM", (await run.FailAsync()).Remedy, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Live());
    }

    private static void Link(CiviRun run, long user, long contact, string name) =>
        run.Database["UFMatch"].Insert(new Row { ["domain_id"] = 1L, ["uf_id"] = user, ["uf_name"] = name, ["contact_id"] = contact });

    private static List<Row> Rows(CiviRun run) => [.. run.Database["UFMatch"].Rows.Where(r => r.Number("uf_id") > 100)];
}
