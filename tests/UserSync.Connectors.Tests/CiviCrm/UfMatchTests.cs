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

    [Fact]
    public async Task Links_of_another_site_of_a_multisite_are_neither_read_nor_taken_out()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        long anna = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Database["UFMatch"].Insert(new Row { ["domain_id"] = 2L, ["uf_id"] = 101L, ["uf_name"] = "anna@example.org", ["contact_id"] = run.Scene.Contact("Other", "Site", null) });
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        Assert.Equal((1, 1, 0), await run.RunAsync() is { } s ? (s.Linked, s.Created, s.Conflicts) : default);
        Assert.Equal([(1L, anna), (2L, anna + 1)], Rows(run).Where(r => r.Number("uf_id") == 101).Select(r => (r.Number("domain_id")!.Value, r.Number("contact_id")!.Value)).Order());
        run.Replace("101,anna@example.org", "103,anna@example.org");
        run.User(104, "c@example.org", "C");
        await run.RunAsync();
        Assert.Contains(Rows(run), r => r.Number("domain_id") == 2);
    }

    [Fact]
    public async Task On_another_domain_links_are_written_for_that_domain()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        run.Database.DomainId = 2;
        run.User(101, "anna@example.org");
        await run.RunAsync();
        Assert.Equal(2, Assert.Single(Rows(run)).Number("domain_id"));
        run.Scene.Server.ClearLog();
        await run.RunAsync();
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Links_are_imported_from_the_table_without_a_run()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "other@example.net");
        Link(run, 101, id, "anna@example.org");
        run.User(101, "anna@example.org");
        Assert.Equal([LinkDifferenceKind.OnlyThere], await run.ExchangeAsync(new LinkRepair(ToCrm: false) { UserIds = ["101"] }));
        Assert.Equal((id.ToString(System.Globalization.CultureInfo.InvariantCulture), LinkOrigin.Imported, "anna@example.org"), await run.LinksAsync() is [var link] ? (link.ContactId, link.Origin, link.Email!) : default);
    }

    [Fact]
    public async Task Links_are_exported_to_the_table_without_a_run_and_stale_rows_make_way_when_asked()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        await run.RunAsync();
        long gone = run.Scene.Contact("Gone", "Person", null);
        Link(run, 102, gone, "old@example.org");
        run.Database["Contact"].TryGet(gone, out Row? trashed);
        trashed!["is_deleted"] = true;
        Assert.Equal([LinkDifferenceKind.OnlyHere], await run.ExchangeAsync(new LinkRepair(ToCrm: true) { UserIds = ["101", "102"] }));
        Assert.Equal([LinkDifferenceKind.StaleThere], await run.ExchangeAsync(new LinkRepair(ToCrm: true) { Mend = true, UserIds = ["101", "102"] }));
        Assert.Equal((await run.LinksAsync()).Select(l => $"{l.UserId} {l.ContactId}").Order(), Rows(run).Select(r => $"{r.Number("uf_id")} {r.Number("contact_id")}").Order());
    }

    private static void Link(CiviRun run, long user, long contact, string name) =>
        run.Database["UFMatch"].Insert(new Row { ["domain_id"] = 1L, ["uf_id"] = user, ["uf_name"] = name, ["contact_id"] = contact });

    private static List<Row> Rows(CiviRun run) => [.. run.Database["UFMatch"].Rows.Where(r => r.Number("uf_id") > 100)];
}
