using System.Text.Json.Nodes;
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

/// <summary>The traps of writing (contract 4.7) that are not those of a single value.</summary>
public sealed class WriteTrapTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Fact]
    public async Task No_save_of_a_contact_has_a_match_because_two_hits_would_make_a_third()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        JsonNode save = JsonNode.Parse(Uri.UnescapeDataString(Assert.Single(run.Scene.Server.Log, r => r.What == "Contact.save").Body["params=".Length..]))!;
        Assert.Equal(["defaults", "records"], save.AsObject().Select(p => p.Key).Order());
        Assert.DoesNotContain(save["records"]!.AsArray(), r => r!.AsObject().ContainsKey("id"));
    }

    [Fact]
    public async Task A_custom_date_that_is_none_never_destroys_the_good_one()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", null, more: ("CMS_account.Last_login", "2026-11-01 10:00:00"));
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult result = await ChangeAsync(connector, id, new FieldWrite("CMS_account.Last_login", FieldValue.Of("31/31/2026"), FieldValue.Of("2026-11-01T10:00:00Z")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Equal("2026-11-01 10:00:00", scene.Live().Single().Text("CMS_account.Last_login"));
    }

    [Theory]
    [InlineData("sync-key")]
    [InlineData("min-key")]
    public async Task A_changed_identifier_that_another_contact_holds_fails_that_item_alone(string key)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Key = key;
        run.Fields = [.. run.Fields, new FieldMapping("role", "external_identifier")];
        run.User(1, "anna@example.org", role: "C-1");
        run.User(2, "berta@example.org", "Berta", role: "C-2");
        await run.RunAsync();
        run.Scene.Trash(run.Scene.Contact("In", "Trash", null, more: ("external_identifier", "C-9")));
        run.Replace("C-1", "C-9");
        run.Replace("Berta Berg,Berta,Berg", "Berta Neu,Berta,Neu");
        List<SyncResult> results = await run.ResultsAsync();
        SyncResult failed = Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed);
        Assert.Equal("1", failed.UserId);
        Assert.NotNull(failed.Error!.Remedy);
        Assert.Equal(["C-1", "C-2"], run.Scene.Live().Select(c => c.Text("external_identifier")).Order());
        Assert.Contains(run.Scene.Live(), c => c.Text("last_name") == "Neu");
    }

    [Fact]
    public async Task A_contact_that_was_deleted_for_good_meanwhile_fails_that_item_alone()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long gone = scene.Contact("Anna", "Berg", null);
        long there = scene.Contact("Berta", "Berg", null);
        await using CiviCrmConnector connector = scene.Connector();
        await connector.IdentifyAsync(Token);
        scene.Seed.Delete("Contact", scene.Database["Contact"].Rows.Single(c => c.Id == gone), useTrash: false);
        IReadOnlyList<WriteResult> results = await connector.WriteAsync(
            [.. new[] { gone, there }.Select((id, n) => new RecordWrite(n, WriteKind.Update) { RecordId = Text(id), Fields = [new FieldWrite("last_name", FieldValue.Of("Neu"), FieldValue.Of("Berg"))] })], Token);
        Assert.Equal([(WriteOutcome.Failed, (ConnectorErrorKind?)ConnectorErrorKind.NotFound), (WriteOutcome.Done, null)], results.Select(r => (r.Outcome, r.Error?.Kind)));
    }

    [Fact]
    public async Task What_belongs_to_a_new_contact_and_is_refused_does_not_cost_the_contact()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        await connector.IdentifyAsync(Token);
        // Every call of a request succeeds or fails by itself: here the tag vanishes between the look and the write.
        scene.Seed.Create("Tag", new Row { ["label"] = "site", ["used_for:name"] = new List<object?> { "Contact" } });
        await OneAsync(connector, new RecordWrite(9, WriteKind.Update) { RecordId = Text(scene.Contact("Knows", "Tags", null)), AddTags = ["site"] });
        scene.Server.Add(new Fault(FaultKind.WarningBefore, r =>
        {
            if (r.What == "Contact.save" || r.Target.EndsWith("Contact/save", StringComparison.Ordinal))
                scene.Database["Tag"].Delete(scene.Database["Tag"].Rows.Single(t => t.Text("label") == "site"));
            return false;
        }));
        RecordWrite first = New("site:1", ("first_name", "Anna"), ("EMAIL", "anna@example.org")) with { AddTags = ["site"] };
        WriteResult made = await OneAsync(connector, first);
        Assert.Equal((WriteOutcome.Done, true), (made.Outcome, made.Error is not null));
        Row contact = Assert.Single(scene.Live(), c => c.Text("external_identifier") == "site:1");
        Assert.Equal(["anna@example.org"], scene.Emails(contact.Id));
        SettledCreate settled = await connector.SettleAsync([new OpenCreate(1, first, SimulatedClock.Start)], Token).SingleAsync(Token);
        Assert.Equal(Text(contact.Id), settled.RecordId);
    }

    [Fact]
    public async Task A_tag_that_the_contact_has_already_is_no_error_and_one_that_somebody_made_meanwhile_is_taken()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", null);
        await using CiviCrmConnector connector = scene.Connector();
        RecordWrite write = new(1, WriteKind.Update) { RecordId = Text(id), AddTags = ["site"] };
        scene.Server.Add(new Fault(FaultKind.WarningBefore, r =>
        {
            if (r.Target.EndsWith("Tag/create", StringComparison.Ordinal) && scene.Database["Tag"].Rows.All(t => t.Text("label") != "site"))
                scene.Seed.Create("Tag", new Row { ["label"] = "site", ["used_for:name"] = new List<object?> { "Contact" } });
            return false;
        }));
        Assert.Equal(WriteOutcome.Done, Assert.Single(await connector.WriteAsync([write], Token)).Outcome);
        Assert.Equal(WriteOutcome.Done, Assert.Single(await connector.WriteAsync([write], Token)).Outcome);
        Assert.Single(scene.Database["EntityTag"].Of(id));
        Assert.Single(scene.Database["Tag"].Rows, t => t.Text("label") == "site");
    }

    [Fact]
    public async Task Addresses_without_a_kind_get_the_location_type_of_the_profile()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long there = scene.Contact("Berta", "Berg", "private@example.net");
        await using CiviCrmConnector connector = scene.Connector(options: ("locationType", "Work"));
        await OneAsync(connector, New("site:1", ("first_name", "Anna"), ("EMAIL", "anna@example.org")));
        await ChangeAsync(connector, there, new FieldWrite("EMAIL", FieldValue.Of("berta@example.org"), FieldValue.Empty));
        Assert.All(scene.Database["Email"].Rows.Where(e => e.Text("email") is "anna@example.org" or "berta@example.org"), e => Assert.Equal(2, e.Number("location_type_id")));
        Assert.Equal(["private@example.net", "berta@example.org"], scene.Emails(there));
    }

    [Fact]
    public async Task A_location_type_that_does_not_exist_ends_the_run_before_the_default_is_taken_silently()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Options = [("locationType", "Nowhere")];
        run.User(1, "anna@example.org");
        SyncError error = await run.FailAsync();
        Assert.Contains("Work", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(run.Scene.Live());
    }

    [Fact]
    public async Task A_new_address_does_not_take_the_place_of_the_primary_one()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", "private@example.net");
        await using CiviCrmConnector connector = scene.Connector();
        await ChangeAsync(connector, id, new FieldWrite("EMAIL[Work]", FieldValue.Of("work@example.org"), FieldValue.Empty));
        Assert.Equal(["private@example.net", "work@example.org"], scene.Emails(id));
    }

    [Fact]
    public async Task Markup_emoji_and_slashes_go_in_and_come_back_as_they_are()
    {
        const string text = "<b>Zoë</b> & \\u0041 / \U0001F600 \"x\" ÄÖ";
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector();
        WriteResult made = Assert.Single(await connector.WriteAsync([New("site:1", ("first_name", "Anna"), ("CMS_account.Note", text))], Token));
        Assert.Equal(text, made.Returned["CMS_account.Note"].Text);
        Assert.Equal(text, scene.Live().Single().Text("CMS_account.Note"));
    }

    [Fact]
    public async Task A_contact_of_nobody_is_never_made_whatever_the_API_would_take()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "", "", "");
        await run.RunAsync();
        Assert.Empty(run.Scene.Live());
        Assert.DoesNotContain(run.Scene.Server.Log, r => r.Writes);
    }

    [Fact]
    public async Task Nothing_is_deleted_for_good_and_nothing_is_replaced_or_merged()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Policy = new ContactPolicy { OnUserDeleted = GonePolicy.Delete };
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        await run.RunAsync();
        run.Replace("1,anna@example.org,Anna Berg,Anna,Berg,,https://cms.example.org/user/1,\n", "");
        Assert.Equal(1, (await run.RunAsync()).Deleted);
        Assert.True(run.Database["Contact"].Rows.Single(c => c.Text("external_identifier") == "site:1").Flag("is_deleted"));
        Assert.All(run.Scene.Server.Log, r => Assert.DoesNotMatch("useTrash|replace|mergeDuplicates", Uri.UnescapeDataString(r.Body) + r.Target));
    }

    private static Task<WriteResult> ChangeAsync(CiviCrmConnector connector, long id, params FieldWrite[] fields) => OneAsync(connector, new RecordWrite(1, WriteKind.Update) { RecordId = Text(id), Fields = fields });

    private static async Task<WriteResult> OneAsync(CiviCrmConnector connector, RecordWrite write) => Assert.Single(await connector.WriteAsync([write], Token));

    private static RecordWrite New(string marker, params (string Path, string Value)[] fields) =>
        new(1, WriteKind.Create) { Marker = marker, Fields = [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.Empty))] };

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
