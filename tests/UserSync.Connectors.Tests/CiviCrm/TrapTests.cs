using UserSync.Connectors.CiviCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.CiviCrm;
using Row = UserSync.Simulators.CiviCrm.Row;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Each trap of the contract, and that we do not step into it.</summary>
public sealed class TrapTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Fact]
    public async Task No_request_ever_has_a_JSON_body_because_it_would_be_ignored()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        Assert.All(run.Scene.Server.Log.Where(r => r.Method == "POST"), r => Assert.Matches("^(params|calls)=%", r.Body));
        Assert.DoesNotContain(run.Scene.Live(), c => c.Text("display_name") is null);
    }

    [Fact]
    public async Task The_API_keys_of_people_are_never_asked_for_and_no_request_selects_everything()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        await run.RunAsync();
        await using CiviCrmConnector connector = run.Scene.Connector();
        await connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        Assert.All(run.Scene.Server.Log.Where(r => r.Method == "POST"), r =>
        {
            string body = Uri.UnescapeDataString(r.Body);
            Assert.DoesNotContain("api_key", body, StringComparison.Ordinal);
            Assert.DoesNotContain("\"*\"", body, StringComparison.Ordinal);
            Assert.DoesNotContain("\"select\":[]", body, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task No_rights_are_not_taken_for_no_data()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Key = "weak-key";
        run.User(1, "anna@example.org");
        SyncError error = await run.FailAsync();
        Assert.Equal((ConnectorErrorKind.Permission, true), (error.Kind, error.Remedy!.Contains("view all contacts", StringComparison.Ordinal)));
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task An_account_that_may_not_add_contacts_ends_the_run_before_the_first_write()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Simulator.Permit("sync-key", "access CiviCRM", "view all contacts", "edit all contacts", "authenticate with api key");
        run.User(1, "anna@example.org");
        SyncError error = await run.FailAsync();
        Assert.Equal(ConnectorErrorKind.Permission, error.Kind);
        Assert.Contains("add contacts", error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Custom_values_that_would_be_dropped_silently_fail_the_item_before_it_is_sent()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Key = "min-key";
        run.Fields = [.. run.Fields, new FieldMapping("role", "CMS_account.CMS_role")];
        run.User(1, "anna@example.org", role: "editor");
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal(ChangeOutcome.Failed, result.Outcome);
        Assert.Contains("edit all custom data", result.Error!.Remedy, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Live());
    }

    [Fact]
    public async Task A_right_to_read_custom_data_alone_is_noticed_by_reading_back_what_was_written()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions.Where(p => p != "edit all custom data")]);
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, New("site:1", ("EMAIL", "anna@example.org"), ("CMS_account.Note", "x")));
        Assert.Equal((WriteOutcome.Done, ConnectorErrorKind.Permission), (result.Outcome, result.Error!.Kind));
        Assert.True(result.Returned["CMS_account.Note"].IsEmpty);
    }

    [Fact]
    public async Task Two_contacts_with_the_address_are_a_conflict_and_no_third_is_made()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Contact("Anna", "Eins", "anna@example.org");
        run.Scene.Contact("Anna", "Zwei", "anna@example.org");
        run.User(1, "anna@example.org");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((1, 0, 0), (summary.Conflicts, summary.Created, summary.Linked));
        Assert.Equal(2, run.Scene.Live().Count);
    }

    [Fact]
    public async Task One_bad_record_of_a_save_costs_only_itself()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Contact("Taken", "Before", null, more: ("external_identifier", "site:2"));
        await using CiviCrmConnector connector = scene.Connector();
        IReadOnlyList<WriteResult> results = await connector.WriteAsync([.. Enumerable.Range(1, 5).Select(n => New($"site:{n}", ("EMAIL", $"u{n}@example.org")))], Token);
        WriteResult bad = Assert.Single(results, r => r.Outcome == WriteOutcome.Failed);
        Assert.Equal(ConnectorErrorKind.Duplicate, bad.Error!.Kind);
        Assert.Equal(4, results.Count(r => r.Outcome == WriteOutcome.Done));
        Assert.Equal(5, scene.Live().Count);
        Assert.All(scene.Live().Where(c => c.Text("first_name") != "Taken"), c => Assert.Single(scene.Emails(c.Id)));
    }

    [Fact]
    public async Task A_marker_in_the_trash_is_told_and_not_adopted()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long trashed = scene.Contact("Taken", "Before", null, more: ("external_identifier", "site:1"));
        scene.Database["Contact"].TryGet(trashed, out Row? row);
        row!["is_deleted"] = true;
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, New("site:1", ("EMAIL", "anna@example.org")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
        Assert.Contains(trashed.ToString(System.Globalization.CultureInfo.InvariantCulture), result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accents_are_compared_again_by_us()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Contact("Zoë", "Accent", "zoë@example.org");
        run.User(1, "zoe@example.org", "Zoe", "Plain");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((0, 1), (summary.Linked, summary.Created));
    }

    [Fact]
    public async Task A_contact_in_the_trash_is_reported_and_no_new_one_is_made()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Database["Contact"].TryGet(run.Scene.Contact("Anna", "Berg", "anna@example.org"), out Row? row);
        row!["is_deleted"] = true;
        run.User(1, "anna@example.org");
        SyncResult result = Assert.Single(await run.ResultsAsync());
        Assert.Equal(ChangeOutcome.Conflict, result.Outcome);
        Assert.Contains("trash", result.Reason, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Live());
    }

    [Fact]
    public async Task An_organization_with_the_address_is_not_linked()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Contact(null, null, "info@example.org", "Organization", ("organization_name", "Firm"));
        run.User(1, "info@example.org");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((0, 1), (summary.Linked, summary.Created));
    }

    [Fact]
    public async Task An_address_that_is_not_primary_links_and_the_primary_stays()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "primary@example.net");
        run.Scene.Seed.Create("Email", new Row { ["contact_id"] = id, ["email"] = "anna@example.org" });
        run.User(1, "anna@example.org");
        Assert.Equal(1, (await run.RunAsync()).Linked);
        Assert.Equal(["primary@example.net", "anna@example.org"], run.Scene.Emails(id));
    }

    [Fact]
    public async Task An_address_that_changed_hands_makes_no_orphan_however_often_it_runs()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.User(1, "anna@example.org");
        await run.RunAsync();
        run.Replace("1,anna@example.org", "1,anna.new@example.org");
        run.Fields = [new("first_name", "first_name")];
        run.User(2, "anna@example.org", "Berta", "Neu");
        for (int n = 0; n < 3; n++)
            Assert.Equal((1, 0), await run.RunAsync() is var s ? (s.Conflicts, s.Created) : default);
        Assert.Single(run.Scene.Live());
    }

    [Fact]
    public async Task A_user_without_address_and_name_is_one_failed_item()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "", "", "");
        run.User(2, "berta@example.org");
        SyncSummary summary = await run.RunAsync();
        Assert.Equal((1, 1), (summary.Failed, summary.Created));
    }

    [Theory]
    [InlineData("CMS_account.Last_login", "yesterdayish")]
    [InlineData("CMS_account.CMS_role", "nosuch")]
    [InlineData("website.Main", "javascript:alert(1)")]
    [InlineData("website.Nowhere", "https://example.org")]
    [InlineData("EMAIL", "not an address")]
    [InlineData("EMAIL[Nowhere]", "anna@example.org")]
    [InlineData("Group.No_such_field", "x")]
    [InlineData("created_date", "2020-01-01")]
    public async Task What_CiviCRM_would_store_wrongly_is_refused_before_it_is_sent(string path, string value)
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, New("site:1", ("first_name", "Anna"), (path, value)));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.NotNull(result.Error.Remedy);
        Assert.Empty(scene.Live());
    }

    [Fact]
    public async Task A_name_over_64_characters_is_refused_and_not_cut()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, New("site:1", ("first_name", new string('L', 65))));
        Assert.Contains("64", result.Error!.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Live());
    }

    [Fact]
    public async Task An_option_is_taken_by_label_and_a_time_in_its_own_form()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, New("site:1", ("first_name", "Anna"), ("CMS_account.CMS_role", "Editor"), ("CMS_account.Last_login", "2026-11-01T12:00:00+02:00")));
        Row contact = Assert.Single(scene.Live());
        Assert.Equal(("editor", "2026-11-01 10:00:00"), (contact.Text("CMS_account.CMS_role"), contact.Text("CMS_account.Last_login")));
        Assert.Equal("2026-11-01T10:00:00Z", result.Returned["CMS_account.Last_login"].Text);
    }

    [Fact]
    public async Task A_changed_address_of_a_linked_contact_does_not_change_the_CMS_log_in()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        await WriteAsync(connector, Change("6", new FieldWrite("EMAIL", FieldValue.Of("new@example.org"), FieldValue.Of("minbot@example.org"))));
        Assert.Equal(["new@example.org"], scene.Emails(6));
        Assert.Equal("minbot@example.org", scene.Database.CmsUsers[5]);
    }

    [Fact]
    public async Task An_added_address_of_a_linked_contact_does_not_change_the_CMS_log_in()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        await WriteAsync(connector, Change("6", new FieldWrite("EMAIL[Work]", FieldValue.Of("work@example.org"), FieldValue.Empty)));
        Assert.Equal(["minbot@example.org", "work@example.org"], scene.Emails(6));
        Assert.Equal("minbot@example.org", scene.Database.CmsUsers[5]);
    }

    [Fact]
    public async Task The_first_address_of_a_linked_contact_is_refused_when_it_would_change_the_CMS_log_in()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Seed.Delete("Email", scene.Database["Email"].Of(6)[0], useTrash: false);
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, Change("6", new FieldWrite("EMAIL", FieldValue.Of("other@example.org"), FieldValue.Empty)));
        Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.Contains("changeCmsEmail", result.Error!.Remedy, StringComparison.Ordinal);
        Assert.Equal("minbot@example.org", scene.Database.CmsUsers[5]);
    }

    [Fact]
    public async Task A_profile_that_wants_it_changes_the_CMS_log_in_too()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector(options: ("changeCmsEmail", "true"));
        await WriteAsync(connector, Change("6", new FieldWrite("EMAIL", FieldValue.Of("new@example.org"), FieldValue.Of("minbot@example.org"))));
        Assert.Equal("new@example.org", scene.Database.CmsUsers[5]);
    }

    [Fact]
    public async Task A_changed_list_since_a_time_brings_the_trash_too_because_trashing_moves_no_time()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Contact("Long", "Ago", "old@example.org");
        scene.Simulator.Clock.Advance(TimeSpan.FromDays(3));
        long changed = scene.Contact("New", "One", "new@example.org");
        await using CiviCrmConnector connector = scene.Connector();
        List<CrmContact> contacts = await connector.ReadAsync(new RecordQuery { ChangedSince = SimulatedClock.Start.AddDays(2) }, Token).ToListAsync(Token);
        Assert.Equal([7, changed], contacts.Select(c => long.Parse(c.ContactId, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task A_contact_that_CiviCRM_links_is_not_deleted_and_the_remedy_is_told()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await WriteAsync(connector, new RecordWrite(1, WriteKind.Delete) { RecordId = "6" });
        Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.Contains("ufmatch", result.Error!.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contacts_are_not_told_as_gone_by_an_account_that_never_saw_the_trash()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector("min-key");
        Assert.Empty(await connector.GetAsync(["7", "99999"], RecordQuery.All, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task An_option_that_is_removed_while_running_is_noticed_by_what_was_stored()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        await connector.IdentifyAsync(Token);
        scene.Database["OptionValue"].Delete(scene.Database["OptionValue"].Rows.Single(o => o.Text("value") == "editor"));
        WriteResult result = await WriteAsync(connector, New("site:1", ("first_name", "Anna"), ("CMS_account.CMS_role", "editor")));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
        Assert.Contains("option still exists", result.Error!.Remedy, StringComparison.Ordinal);
        Assert.True(result.Returned["CMS_account.CMS_role"].IsEmpty);
    }

    [Fact]
    public async Task A_failure_whose_cause_CiviCRM_hides_is_found_out_by_the_marker()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Contact("Taken", "Before", null, more: ("external_identifier", "site:1"));
        await using CiviCrmConnector connector = scene.Connector("min-key");
        WriteResult result = await WriteAsync(connector, New("site:1", ("EMAIL", "anna@example.org")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_contact_that_only_collates_with_the_marker_is_not_taken_for_ours()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        scene.Contact("Other", "Site", null, more: ("external_identifier", "SITE:1"));
        await using CiviCrmConnector connector = scene.Connector();
        RecordWrite write = New("site:1", ("EMAIL", "anna@example.org"));
        Assert.Equal(WriteOutcome.Failed, (await WriteAsync(connector, write)).Outcome);
        SettledCreate settled = await connector.SettleAsync([new OpenCreate(1, write, SimulatedClock.Start)], Token).SingleAsync(Token);
        Assert.Null(settled.RecordId);
    }

    [Fact]
    public async Task A_batch_is_told_with_its_milliseconds_per_record()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        List<string> lines = [];
        await using CiviCrmConnector connector = scene.Connector(trace: t => lines.Add(t.Text));
        await WriteAsync(connector, New("site:1", ("EMAIL", "anna@example.org")));
        Assert.Contains(lines, l => l.StartsWith("1 contact was stored", StringComparison.Ordinal));
    }

    private static RecordWrite New(string marker, params (string Path, string Value)[] fields) =>
        new(Math.Abs(marker.GetHashCode(StringComparison.Ordinal)), WriteKind.Create) { Marker = marker, Fields = [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.Empty))] };

    private static RecordWrite Change(string id, params FieldWrite[] fields) => new(1, WriteKind.Update) { RecordId = id, Fields = fields };

    private static async Task<WriteResult> WriteAsync(CiviCrmConnector connector, RecordWrite write) => Assert.Single(await connector.WriteAsync([write], Token));
}
