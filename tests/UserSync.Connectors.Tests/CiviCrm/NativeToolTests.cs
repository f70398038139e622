using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// What is promised against "Synchronize Users to Contacts" (contract 6), each with what the native tool was observed to do in its
/// place. Users and contacts are of one site: the mirror is on.
/// </summary>
public sealed class NativeToolTests
{
    [Fact]
    public async Task Promise_1_a_preview_shows_what_the_run_then_does_and_writes_nothing()
    {
        await using CiviRun run = await StartAsync();
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        List<SyncEvent> preview = await run.EventsAsync(new SyncRequest { All = true, WhatIf = true });
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
        List<SyncEvent> real = await run.EventsAsync(new SyncRequest { All = true });
        static string[] Plan(List<SyncEvent> events) => [.. events.OfType<PlannedEvent>().Select(e => $"{e.Change.Action} {e.Change.UserId} {e.Change.ContactId}")];
        Assert.Equal(Plan(preview), Plan(real));
        Assert.NotEmpty(Plan(real));
    }

    [Fact]
    public async Task Promise_2_the_summary_tells_linked_from_created_and_conflicts_from_both()
    {
        await using CiviRun run = await StartAsync();
        run.Scene.Contact("Anna", "Alt", "anna@example.org");
        run.Scene.Contact("Cara", "Eins", "cara@example.org");
        run.Scene.Contact("Cara", "Zwei", "cara@example.org");
        run.User(101, "anna@example.org");
        run.User(102, "berta@example.org", "Berta");
        run.User(103, "cara@example.org", "Cara");
        run.User(104, "", "", "");
        SyncSummary first = await run.RunAsync();
        Assert.Equal((4, 0, 1, 1, 0, 1, 1), Numbers(first));
        Assert.Equal((4, 2, 0, 0, 0, 1, 1), Numbers(await run.RunAsync()));
        run.Replace("Berta Berg,Berta,Berg", "Berta Neu,Berta,Neu");
        Assert.Equal((4, 2, 0, 0, 1, 1, 1), Numbers(await run.RunAsync()));
    }

    [Fact]
    public async Task Promise_3_an_address_of_two_contacts_is_reported_with_both_and_not_left_to_the_database()
    {
        await using CiviRun run = await StartAsync();
        long older = run.Scene.Contact("Anna", "Eins", "anna@example.org");
        long newer = run.Scene.Contact("Anna", "Zwei", "anna@example.org");
        run.User(101, "anna@example.org");
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal(ChangeOutcome.Conflict, result.Outcome);
        Assert.Equal([Text(older), Text(newer)], result.Candidates.Order());
        Assert.Empty(Rows(run));
    }

    [Fact]
    public async Task Promise_4_the_trash_is_looked_at_and_the_contact_restored_when_asked()
    {
        await using CiviRun run = await StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Scene.Trash(id);
        run.User(101, "anna@example.org");
        Assert.Equal((1, 0), await run.RunAsync() is { } s ? (s.Conflicts, s.Created) : default);
        Assert.Equal(Text(id), (await run.RestoreAsync()).ContactId);
        Assert.Equal(id, Assert.Single(run.Scene.Live()).Id);
        await run.RunAsync();
        Assert.Equal(id, Assert.Single(Rows(run)).Number("contact_id"));
    }

    [Fact]
    public async Task Promise_5_an_address_that_changes_hands_makes_no_orphan_and_links_nobody_wrongly()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        await run.RunAsync();
        long anna = run.Scene.Live().Single().Id;
        run.Replace("101,anna@example.org", "101,anna.new@example.org");
        run.User(102, "anna@example.org", "Berta", "Neu");
        for (int n = 0; n < 3; n++)
            await run.RunAsync();
        Assert.Equal(2, run.Scene.Live().Count);
        Assert.Equal(["anna.new@example.org"], run.Scene.Emails(anna));
        Assert.Equal(["anna@example.org"], run.Scene.Emails(run.Scene.Live().Single(c => c.Id != anna).Id));
        Assert.Equal([101L, 102L], Rows(run).Select(r => r.Number("uf_id")!.Value).Order());
    }

    [Fact]
    public async Task Promise_6_one_bad_user_does_not_stop_the_run()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "", "", "");
        run.User(102, "berta@example.org", "Berta");
        run.User(103, "cara@example.org", new string('C', 65));
        run.User(104, "dora@example.org", "Dora");
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Equal(["101", "103"], results.Where(r => r.Outcome == ChangeOutcome.Failed).Select(r => r.UserId).Order());
        Assert.All(results.Where(r => r.Outcome == ChangeOutcome.Failed), r => Assert.NotNull(r.Error!.Remedy));
        Assert.Equal([102L, 104L], Rows(run).Select(r => r.Number("uf_id")!.Value).Order());
    }

    [Fact]
    public async Task Promise_7_after_the_collations_loose_comparison_comes_an_exact_one()
    {
        await using CiviRun run = await StartAsync();
        long other = run.Scene.Contact("Zoë", "Accent", "zoë@example.org");
        run.User(101, "zoe@example.org", "Zoe", "Plain");
        Assert.Equal((0, 1), await run.RunAsync() is { } s ? (s.Linked, s.Created) : default);
        Assert.NotEqual(other, Assert.Single(Rows(run)).Number("contact_id"));
    }

    [Fact]
    public async Task Promise_8_a_changed_address_and_name_reach_the_linked_contact_and_no_log_in_changes()
    {
        await using CiviRun run = await StartAsync();
        run.User(101, "anna@example.org");
        run.Database.CmsUsers[101] = "anna@example.org";
        await run.RunAsync();
        run.Replace("101,anna@example.org,Anna Berg,Anna,Berg", "101,anna.neu@example.org,Anna Neu,Anna,Neu");
        Assert.Equal(1, (await run.RunAsync()).Updated);
        Row contact = Assert.Single(run.Scene.Live());
        Assert.Equal("Neu", contact.Text("last_name"));
        Assert.Equal(["anna.neu@example.org"], run.Scene.Emails(contact.Id));
        // Whoever changes log-ins is the site alone: CiviCRM was not made to write the address to its user.
        Assert.Equal("anna@example.org", run.Database.CmsUsers[101]);
    }

    private static async Task<CiviRun> StartAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.Mirror = true;
        return run;
    }

    private static (long Checked, long AlreadyLinked, long Linked, long Created, long Updated, long Conflicts, long Failed) Numbers(SyncSummary s) =>
        (s.Checked, s.AlreadyLinked, s.Linked, s.Created, s.Updated, s.Conflicts, s.Failed);

    private static List<Row> Rows(CiviRun run) => [.. run.Database["UFMatch"].Rows.Where(r => r.Number("uf_id") > 100)];

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
