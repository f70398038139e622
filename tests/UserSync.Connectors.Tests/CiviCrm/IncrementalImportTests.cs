using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>
/// Scheduled runs from CiviCRM to the site: what moves a contact's time, what does not, and that the cursor waits for what was not
/// confirmed (contract 4.8).
/// </summary>
public sealed class IncrementalImportTests
{
    private static readonly SyncRequest Incremental = new() { Incremental = true };

    [Fact]
    public async Task Only_what_changed_since_the_last_import_is_looked_at()
    {
        await using CiviRun run = await StartAsync();
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        long cara = run.Scene.Contact("Cara", "Neu", "cara@example.org");
        Update(run, "Contact", anna, new Row { ["last_name"] = "Neu" });
        SyncSummary second = await run.RunAsync(Incremental);
        Assert.Equal((2, 1, 1), (second.Checked, second.Created, second.Updated));
        Assert.StartsWith("changed since ", second.Reading, StringComparison.Ordinal);
        Assert.Equal(["Anna Neu", "Berta Berg", "Cara Neu"], (await run.SiteAsync()).OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => u.Value));
        Assert.Contains(await run.LinksAsync(), l => l.ContactId == Text(cara));
        SyncSummary third = await run.RunAsync(Incremental);
        Assert.True(third.NothingToDo, third.ToString());
    }

    [Fact]
    public async Task An_edited_address_or_number_alone_is_seen()
    {
        await using CiviRun run = await StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "PHONE")];
        (long anna, long berta) = await FirstRunAsync(run);
        Later(run);
        Update(run, "Email", run.Database["Email"].Of(anna)[0].Id, new Row { ["email"] = "anna.new@example.org" });
        run.Scene.Seed.Create("Phone", new Row { ["contact_id"] = berta, ["phone"] = "+49 30 1234" });
        Assert.Equal((2, 2), await run.RunAsync(Incremental) is { } s ? (s.Checked, s.Updated) : default);
        Assert.Equal(["anna.new@example.org", "berta@example.org"], (await run.SiteAsync()).Keys.Order());
    }

    [Fact]
    public async Task A_custom_field_that_moves_no_time_is_carried_over()
    {
        await using CiviRun run = await StartAsync();
        run.Fields = [.. run.Fields, new FieldMapping("role", "CMS_account.Note")];
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        string before = Contact(run, anna).Text("modified_date")!;
        Update(run, "Contact", anna, new Row { ["CMS_account.Note"] = "changed" });
        Assert.Equal(before, Contact(run, anna).Text("modified_date"));
        Assert.Equal((1, 1), await run.RunAsync(Incremental) is { } s ? (s.Checked, s.Updated) : default);
        Assert.Equal(0, (await run.RunAsync(Incremental)).Updated);
    }

    [Fact]
    public async Task A_contact_that_is_thrown_away_follows_the_policy_although_its_time_did_not_move()
    {
        await using CiviRun run = await StartAsync();
        run.Users = new UserPolicy { Enabled = true, OnContactDeleted = GonePolicy.Unlink };
        long unlinked = run.Scene.Contact("Never", "Linked", null);
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        string before = Contact(run, anna).Text("modified_date")!;
        run.Scene.Seed.Delete("Contact", Contact(run, anna), useTrash: true);
        run.Scene.Trash(unlinked);
        Assert.Equal(before, Contact(run, anna).Text("modified_date"));
        SyncSummary summary = await run.RunAsync(Incremental);

        // Of all that lies in the trash only the linked one is looked at.
        Assert.Equal((1, 1), (summary.Checked, summary.Unlinked));
        Assert.DoesNotContain(await run.LinksAsync(), l => l.ContactId == Text(anna));
        Assert.Equal(0, (await run.RunAsync(Incremental)).Checked);
    }

    [Fact]
    public async Task A_merged_contact_is_reported_although_no_time_moved()
    {
        await using CiviRun run = await StartAsync();
        (long anna, long berta) = await FirstRunAsync(run);
        Later(run);
        run.Scene.Merge(anna, berta);
        List<SyncEvent> events = await run.EventsAsync(Incremental);
        SyncResult conflict = Assert.Single(events.OfType<ResultEvent>().Select(e => e.Result), r => r.Outcome == Core.Links.ChangeOutcome.Conflict);
        Assert.Contains($"merged into {berta}", conflict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_contact_is_seen_again()
    {
        await using CiviRun run = await StartAsync();
        long cara = run.Scene.Contact("Cara", "Neu", "cara@example.org");
        run.Scene.Trash(cara);
        await FirstRunAsync(run);
        Later(run);
        Update(run, "Contact", cara, new Row { ["is_deleted"] = false });
        Assert.Equal(1, (await run.RunAsync(Incremental)).Created);
    }

    [Fact]
    public async Task Tags_that_the_profile_maps_are_compared_because_they_move_no_time()
    {
        await using CiviRun run = await StartAsync();
        run.Groups = [new GroupMapping("editor", new MembershipPath(MembershipPath.Tag, "Editors"), SyncDirection.ToCms)];
        long tag = run.Scene.Seed.Create("Tag", new Row { ["label"] = "Editors", ["used_for:name"] = new List<object?> { "Contact" } }).Id;
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        string before = Contact(run, anna).Text("modified_date")!;
        Row tagging = Put(run, anna, tag);
        Assert.Equal(before, Contact(run, anna).Text("modified_date"));
        SyncSummary summary = await run.RunAsync(Incremental);
        Assert.Equal(1, summary.Updated);
        Assert.Contains("does not tell when a contact's tags and groups changed", summary.Reading, StringComparison.Ordinal);
        Assert.Equal("Anna Berg editor", (await run.SiteAsync())["anna@example.org"]);
        Later(run);
        run.Database["EntityTag"].Delete(run.Database["EntityTag"].Rows.Single(t => t.Id == tagging.Id));
        Assert.Equal(1, (await run.RunAsync(Incremental)).Updated);
        Assert.Equal("Anna Berg", (await run.SiteAsync())["anna@example.org"]);
    }

    [Fact]
    public async Task A_contact_that_gets_the_tag_of_the_filter_is_imported()
    {
        await using CiviRun run = await StartAsync();
        run.Filter = new RecordFilter { Tags = ["Members"] };
        long tag = run.Scene.Seed.Create("Tag", new Row { ["label"] = "Members", ["used_for:name"] = new List<object?> { "Contact" } }).Id;
        long anna = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        Later(run);
        Put(run, run.Scene.Contact("Berta", "Berg", "berta@example.org"), tag);
        Assert.Equal(1, (await run.RunAsync(Incremental)).Created);
        Later(run);
        Put(run, anna, tag);
        Assert.Equal(1, (await run.RunAsync(Incremental)).Created);
    }

    [Theory]
    [InlineData("request")]
    [InlineData("answer")]
    [InlineData("commit")]
    public async Task The_cursor_waits_for_a_run_that_died(string seam)
    {
        await using CiviRun run = await StartAsync();
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        Update(run, "Contact", anna, new Row { ["last_name"] = "Neu" });
        Later(run);
        run.Scene.Contact("Cara", "Neu", "cara@example.org");
        run.Seam = name =>
        {
            if (name == seam)
                throw new OperationCanceledException("killed");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.RunAsync(Incremental));
        run.Seam = static _ => { };
        await run.RunAsync(Incremental);
        Assert.Equal(["Anna Neu", "Berta Berg", "Cara Neu"], (await run.SiteAsync()).OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => u.Value));
        Assert.Equal(3, (await run.LinksAsync()).Count);
        Assert.True((await run.RunAsync(Incremental)).NothingToDo);
    }

    [Fact]
    public async Task Without_the_right_to_the_log_and_the_table_the_trash_is_seen_all_the_same()
    {
        await using CiviRun run = await StartAsync();
        run.Scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions.Where(p => p != "administer CiviCRM")]);
        (long anna, _) = await FirstRunAsync(run);
        Later(run);
        run.Scene.Seed.Delete("Contact", Contact(run, anna), useTrash: true);
        Assert.Equal((1, 1), await run.RunAsync(Incremental) is { } s ? (s.Checked, s.Conflicts) : default);
    }

    private static async Task<CiviRun> StartAsync()
    {
        CiviRun run = await CiviRun.StartAsync();
        run.Direction = SyncDirection.ToCms;
        run.Users = new UserPolicy { Enabled = true };
        run.Fields = [.. run.Fields.Select(f => f with { Direction = SyncDirection.ToCms })];
        // The installation's own people are not for the site: without an address they get no account.
        foreach (Row email in run.Database["Email"].Rows.ToList())
            run.Scene.Seed.Delete("Email", email, useTrash: false);
        return run;
    }

    // The cursor is the last change that was seen; a run begins five minutes before it, so what was there in the beginning must be older.
    private static async Task<(long Anna, long Berta)> FirstRunAsync(CiviRun run)
    {
        long anna = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        long berta = run.Scene.Contact("Berta", "Berg", "berta@example.org");
        run.Fields = [.. run.Fields.Select(f => f with { Direction = SyncDirection.ToCms })];
        Later(run);
        long last = run.Scene.Contact("Last", "One", null);
        SyncSummary first = await run.RunAsync(Incremental);
        Assert.Equal((2, true), (first.Created, first.Reading.StartsWith("all", StringComparison.Ordinal)));
        run.Scene.Seed.Delete("Contact", Contact(run, last), useTrash: false);
        return (anna, berta);
    }

    private static Row Put(CiviRun run, long contact, long tag) => run.Scene.Seed.Create("EntityTag", new Row { ["entity_table"] = "civicrm_contact", ["entity_id"] = contact, ["tag_id"] = tag });

    private static void Later(CiviRun run) => run.Scene.Simulator.Clock.Advance(TimeSpan.FromHours(1));

    private static Row Contact(CiviRun run, long id) => run.Database["Contact"].Rows.Single(c => c.Id == id);

    private static void Update(CiviRun run, string entity, long id, Row values) => run.Scene.Seed.Update(entity, run.Database[entity].Rows.Single(r => r.Id == id), values);

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
