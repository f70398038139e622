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

/// <summary>The traps of the way in, of the answers, and of reading (contract 4.1 to 4.6).</summary>
public sealed class ProtocolTrapTests
{
    private static CancellationToken Token => CiviScene.Token;

    [Theory]
    [InlineData("")]
    [InlineData("civicrm")]
    [InlineData("civicrm/")]
    [InlineData("wp-admin")]
    [InlineData("index.php")]
    [InlineData("?q=civicrm")]
    public async Task An_address_copied_from_the_browser_is_cut_to_the_sites(string tail)
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = new(scene.End() with { Url = new Uri(scene.Server.Address, tail) }, "sync-key", null, new ContactPolicy(), false, Fakes.Given.Context());
        Assert.NotNull((await connector.IdentifyAsync(Token)).ActingAs);
    }

    [Fact]
    public async Task The_way_through_wp_admin_would_lead_to_the_log_in_page_and_is_not_taken()
    {
        await using CiviScene scene = await CiviScene.StartAsync(CiviPlatform.Joomla);
        await using CiviCrmConnector connector = new(scene.End(options: ("platform", "wordpress")) with { Url = new Uri(scene.Server.Address, "wp-admin/admin.php/x") }, "sync-key", null, new ContactPolicy(), false, Fakes.Given.Context());
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.IdentifyAsync(Token));
        Assert.Contains("crm.url", error.Error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Server.Log, r => r.Target.Contains("wp-login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_session_cookie_that_every_answer_sets_is_never_sent_back()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        using HttpClient browser = new() { BaseAddress = scene.Server.Address };
        using HttpRequestMessage back = new(HttpMethod.Get, "civicrm/authx/id") { Headers = { { "Cookie", "PHPSESSID=0123456789abcdef" } } };
        Assert.Equal(401, (int)(await browser.SendAsync(back, Token)).StatusCode);
        await using CiviCrmConnector connector = scene.Connector();
        await connector.IdentifyAsync(Token);
        Assert.NotEmpty(await connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData("weak-key", ConnectorErrorKind.Permission)]
    [InlineData("no-such-key", ConnectorErrorKind.Authentication)]
    public async Task The_body_decides_where_the_web_server_answers_every_error_with_200(string key, ConnectorErrorKind kind)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Simulator.HidesStatus = true;
        run.Key = key;
        run.User(1, "anna@example.org");
        Assert.Equal(kind, (await run.FailAsync()).Kind);
        Assert.Empty(run.Scene.Live());
    }

    [Fact]
    public async Task One_bad_record_costs_only_itself_also_where_the_web_server_answers_errors_with_200()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Simulator.HidesStatus = true;
        run.Scene.Contact("Taken", "Before", null, more: ("external_identifier", "site:2"));
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        run.User(3, "cara@example.org", "Cara");
        List<SyncResult> results = await run.ResultsAsync();
        Assert.Equal("2", Assert.Single(results, r => r.Outcome == ChangeOutcome.Failed).UserId);
        Assert.Equal(2, results.Count(r => r.Outcome == ChangeOutcome.Done));
        Assert.Equal(3, run.Scene.Live().Count);
    }

    [Fact]
    public async Task PHP_that_dies_with_the_status_200_is_no_success()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Simulator.HidesStatus = true;
        run.User(1, "anna@example.org");
        run.User(2, "berta@example.org", "Berta");
        run.Scene.Server.Add(Fault.On("Contact/save", FaultKind.DieAfterRecords, 1));
        await run.TryAsync();
        Assert.Equal(2, (await run.RunAsync()) is { Failed: 0 } s ? s.AlreadyLinked + s.Created : -1);
        Assert.Equal(2, run.Scene.Live().Count);
    }

    [Theory]
    [InlineData("Contact/get")]
    [InlineData("Email")]
    public async Task A_reading_that_dies_with_the_status_200_is_never_taken_for_an_empty_answer(string request)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.Scene.Simulator.HidesStatus = true;
        run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.User(1, "anna@example.org");
        run.Scene.Server.Add(Fault.On(request, FaultKind.DieAfterRecords) with { Times = 9 });
        Assert.NotNull((await run.FailAsync()).Remedy);
        Assert.Single(run.Scene.Live());
    }

    [Fact]
    public async Task A_run_that_may_not_see_the_trash_warns_before_it_writes_and_one_with_an_empty_trash_does_not()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        run.User(1, "anna@example.org");
        run.Scene.Contact("After", "Trash", null);
        run.Scene.Simulator.Permit("sync-key", [.. CiviAccount.AllPermissions.Where(p => p != "access deleted contacts")]);
        List<SyncEvent> events = await run.EventsAsync(new SyncRequest { All = true, WhatIf = true });
        Assert.Contains(events.OfType<MessageEvent>(), e => e.IsWarning && e.Text.Contains("access deleted contacts", StringComparison.Ordinal));
        run.Scene.Database["Contact"].TryGet(7, out Row? trashed);
        trashed!["is_deleted"] = false;
        Assert.DoesNotContain((await run.EventsAsync(new SyncRequest { All = true })).OfType<MessageEvent>(), e => e.IsWarning);
    }

    [Fact]
    public async Task Addresses_of_contacts_in_the_trash_are_shown_like_any_other_and_are_not_taken_for_live_ones()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", "anna@example.org");
        scene.Trash(id);
        await using CiviCrmConnector connector = scene.Connector();
        CrmContact found = await connector.FindAsync(new LookupKey(KeyKind.Email, "EMAIL"), ["anna@example.org"], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal(ContactState.Trashed, found.State);
    }

    [Theory]
    [InlineData("anna@example.org ", 1)]
    [InlineData("ANNA@EXAMPLE.ORG", 1)]
    public async Task Blanks_and_capitals_of_old_rows_still_match(string stored, int linked)
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Database["Email"].Of(id)[0]["email"] = stored;
        run.User(1, "anna@example.org");
        Assert.Equal((linked, 1 - linked), await run.RunAsync() is { } s ? (s.Linked, s.Created) : default);
    }

    [Fact]
    public async Task A_contact_that_holds_the_address_twice_is_one_candidate()
    {
        await using CiviRun run = await CiviRun.StartAsync();
        long id = run.Scene.Contact("Anna", "Berg", "anna@example.org");
        run.Scene.Seed.Create("Email", new Row { ["contact_id"] = id, ["email"] = "anna@example.org", ["location_type_id"] = 2L });
        run.User(1, "anna@example.org");
        Assert.Equal((1, 0), await run.RunAsync() is { } s ? (s.Linked, s.Conflicts) : default);
    }

    [Fact]
    public async Task A_field_that_the_account_may_not_see_is_left_out_of_answers_and_counts_as_not_read()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        long id = scene.Contact("Anna", "Berg", null, more: ("CMS_account.Note", "secret"));
        await using CiviCrmConnector all = scene.Connector();
        Assert.Equal("secret", (await NoteAsync(all, id)).Text);
        await using CiviCrmConnector few = scene.Connector("min-key");
        Assert.True((await NoteAsync(few, id)).IsNotRead);
    }

    [Fact]
    public async Task A_match_by_a_custom_field_without_the_right_to_it_ends_the_run_and_says_so()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using CiviCrmConnector connector = scene.Connector("min-key");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.FindAsync(new LookupKey(KeyKind.Field, "CMS_account.Note"), ["x"], RecordQuery.All, Token).ToListAsync(Token).AsTask());
        Assert.NotNull(error.Error.Remedy);
    }

    [Fact]
    public async Task More_contacts_than_a_page_come_once_each_in_the_order_of_their_ids()
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        for (int i = 0; i < 1001; i++)
            scene.Contact("Z" + (2000 - i), null, null);
        await using CiviCrmConnector connector = scene.Connector();
        List<long> ids = [.. (await connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token)).Select(c => long.Parse(c.ContactId, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.True(ids.Count > 1001);
    }

    [Theory]
    [InlineData("2026-11-20 15:54:45")]
    [InlineData("20261120155445")]
    public void Times_are_read_in_both_forms_that_the_server_writes(string text) =>
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 15, 54, 45, TimeSpan.Zero), new CiviTime(null).Parse(text));

    private static async Task<FieldValue> NoteAsync(CiviCrmConnector connector, long id) => (await connector.GetAsync(
        [id.ToString(System.Globalization.CultureInfo.InvariantCulture)], new RecordQuery { Fields = ["CMS_account.Note"] }, Token).SingleAsync(Token)).Get("CMS_account.Note");
}
