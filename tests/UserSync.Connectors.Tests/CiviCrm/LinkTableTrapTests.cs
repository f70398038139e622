using System.Globalization;
using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>The traps of CiviCRM's own table of users and contacts (contract 1 and 2).</summary>
public sealed class LinkTableTrapTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Fact]
    public async Task One_user_may_stand_in_the_table_twice_and_that_is_a_conflict()
    {
        await using CiviRun run = await StartAsync();
        long first = run.Scene.Contact("Anna", "Eins", "anna@example.org");
        long second = run.Scene.Contact("Anna", "Zwei", null);
        Link(run, 101, first, "anna@example.org");
        Link(run, 101, second, null);
        run.User(101, "anna@example.org");
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal(ChangeOutcome.Conflict, result.Outcome);
        Assert.Equal([Text(first), Text(second)], result.Candidates.Order());
        Assert.Empty(await run.LinksAsync());
        Assert.Equal(2, Rows(run).Count);
    }

    [Fact]
    public async Task No_second_row_is_written_for_a_user_whom_the_table_links_to_another_contact()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        run.Mirror = false;
        await run.RunAsync();
        run.Mirror = true;
        Link(run, 101, run.Scene.Contact("Other", "Contact", null), null);
        Assert.Equal(1, (await run.RunAsync()).Conflicts);
        Assert.Single(Rows(run));
    }

    [Fact]
    public async Task Several_users_without_an_address_are_linked_although_names_are_unique()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "", "Ohne", "Adresse");
        run.User(102, "", "Auch", "Ohne");
        Assert.Equal((2, 0), await run.RunAsync() is { } s ? (s.Created, s.Failed) : default);
        Assert.Equal([null, null], Rows(run).Select(r => r.Text("uf_name")));
    }

    [Fact]
    public async Task An_address_over_128_characters_is_left_out_and_not_cut()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector(mirror: true);
        string contact = Text(scene.Contact("Anna", "Berg", null));
        Assert.Empty(await connector.WriteLinksAsync([new MirroredLink("101", contact) { Email = new string('a', 128) + "@example.org" }], [], Token));
        Assert.Null(Assert.Single(scene.Database["UFMatch"].Rows, r => r.Number("uf_id") == 101).Text("uf_name"));
    }

    [Fact]
    public async Task A_table_that_an_upgrade_made_unique_by_user_is_survived()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        // The seed's own rows are not in the new key; only what comes now is held against it.
        scene.Database["UFMatch"].AddUnique("uf_id", "domain_id");
        await using CiviCrmConnector connector = scene.Connector(mirror: true);
        (string one, string two, string three) = (Text(scene.Contact("A", "A", null)), Text(scene.Contact("B", "B", null)), Text(scene.Contact("C", "C", null)));
        Assert.Empty(await connector.WriteLinksAsync([new MirroredLink("101", one)], [], Token));
        Assert.Empty(await connector.WriteLinksAsync([new MirroredLink("101", two)], [new MirroredLink("101", one)], Token));
        SyncError error = Assert.Single(await connector.WriteLinksAsync([new MirroredLink("101", three), new MirroredLink("102", three)], [], Token));
        Assert.Equal("101", error.Item);
        Assert.Contains("civicrm_uf_match", error.Remedy, StringComparison.Ordinal);
        Assert.Equal([(101, two), (102, three)], scene.Database["UFMatch"].Rows.Where(r => r.Number("uf_id") > 100).Select(r => ((int)r.Number("uf_id")!.Value, Text(r.Number("contact_id")!.Value))).Order());
    }

    [Fact]
    public async Task The_same_row_again_does_no_harm()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector(mirror: true);
        MirroredLink link = new("101", Text(scene.Contact("A", "A", null))) { Email = "a@example.org" };
        Assert.Empty(await connector.WriteLinksAsync([link], [], Token));
        Assert.Empty(await connector.WriteLinksAsync([link], [], Token));
        Assert.Single(scene.Database["UFMatch"].Rows, r => r.Number("uf_id") == 101);
    }

    [Fact]
    public async Task A_user_whom_the_site_deleted_loses_the_row_and_the_contact_stays()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        await run.RunAsync();
        run.Replace("101,anna@example.org,Anna Berg,Anna,Berg,,https://cms.example.org/user/101,\n", "");
        Assert.Equal(1, (await run.RunAsync()).Unlinked);
        Assert.Equal(102, Assert.Single(Rows(run)).Number("uf_id"));
        Assert.Equal(2, run.Scene.Live().Count);
    }

    [Fact]
    public async Task A_contact_that_the_site_made_and_linked_by_itself_when_the_user_was_created_is_not_made_again()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        // CiviCRM's hook on user_register: contact and row are there before anybody synchronises (contract 3).
        Link(run, 101, run.Scene.Contact("Anna", null, "anna@example.org"), "anna@example.org");
        Assert.Equal((1, 0), await run.RunAsync() is { } s ? (s.Linked, s.Created) : default);
        Assert.Single(run.Scene.Live());
        Assert.Single(Rows(run));
    }

    [Fact]
    public async Task A_merged_contact_is_told_from_the_row_that_CiviCRM_moved_to_its_survivor()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        await run.RunAsync();
        long loser = run.Scene.Live().Single().Id;
        long survivor = run.Scene.Contact("Anna", "Berg", "other@example.org");
        run.Scene.Merge(loser, survivor);
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Contains(results, r => r.Outcome == ChangeOutcome.Conflict && r.Candidates.Contains(Text(survivor)));
        Assert.DoesNotContain(results, r => r.Action == SyncAction.Created);
        Assert.Equal(survivor, Assert.Single(Rows(run)).Number("contact_id"));
    }

    [Fact]
    public async Task Joining_the_table_would_drop_its_columns_without_a_word_so_nothing_is_ever_joined()
    {
        await using CiviRun run = await StartAsync();
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        await run.RunAsync();
        await run.RunAsync();
        Assert.All(run.Scene.Server.Log, r => Assert.DoesNotContain("\"join\"", Uri.UnescapeDataString(r.Body), StringComparison.Ordinal));
    }

    private static async Task<CiviRun> StartAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        return run;
    }

    private static void Link(CiviRun run, long user, long contact, string? name) =>
        run.Database["UFMatch"].Insert(new Row { ["domain_id"] = 1L, ["uf_id"] = user, ["uf_name"] = name, ["contact_id"] = contact });

    private static List<Row> Rows(CiviRun run) => [.. run.Database["UFMatch"].Rows.Where(r => r.Number("uf_id") > 100)];

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
