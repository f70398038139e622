using UserSync.Connectors.Drupal;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>A site that is set up otherwise, being maintained, or answers what no Drupal should.</summary>
public sealed class TroubleTests : DrupalTest
{
    private const string Index = """{"jsonapi":{},"data":[],"meta":{"links":{"me":{"meta":{"id":"11111111-2222-4333-8444-555555555555"}}}},"links":{"self":{"href":"http://x/jsonapi"},"user--user":{"href":"http://x/jsonapi/user/user"}}}""";

    [Fact]
    public async Task JSON_API_that_is_off_answers_404_with_a_page_and_is_told_by_its_name()
    {
        Scene.Site.JsonApiEnabled = false;
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("JSON:API", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WriteKind.Create)]
    [InlineData(WriteKind.Update)]
    [InlineData(WriteKind.Block)]
    [InlineData(WriteKind.Delete)]
    public async Task JSON_API_that_accepts_only_reading_ends_the_run_and_tells_the_setting(WriteKind kind)
    {
        Scene.Seed(1);
        Scene.Site.ReadOnly = true;
        RecordWrite write = kind == WriteKind.Create ? Scene.Create("anna@example.org") : Scene.Change(Scene.Database.Users[5], ("fields.field_first_name", "A")) with { };
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => WriteAsync(kind is WriteKind.Create or WriteKind.Update ? write : Scene.To(kind, Scene.Database.Users[5])));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("/admin/config/services/jsonapi", error.Error.Remedy, StringComparison.Ordinal);
        Assert.NotEmpty(await WalkAsync());
    }

    [Fact]
    public async Task Maintenance_is_told_as_such_and_waited_for_as_long_as_the_site_asks()
    {
        Scene.Site.Maintenance = true;
        FakeTime time = Given.SkippingClock();
        await using DrupalConnector connector = Scene.Connector(time: time);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => DrupalScene.WalkAsync(connector));
        Assert.Equal(ConnectorErrorKind.Maintenance, error.Kind);
        Assert.Equal([8, 8, 8], time.Skipped.Select(s => s.TotalSeconds));
    }

    [Fact]
    public async Task Maintenance_before_a_create_proves_that_nothing_was_stored()
    {
        await using DrupalConnector connector = Scene.Connector();
        await connector.IdentifyAsync(Token);
        Scene.Site.Maintenance = true;
        WriteResult result = await DrupalScene.WriteAsync(connector, Scene.Create("anna@example.org"));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Maintenance), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_page_that_repeats_for_ever_ends_the_walk_with_an_error()
    {
        string page = Page([7, 8], next: true);
        await using HttpStub stub = new(r => StubAnswer.Json(r.Path == "/jsonapi" ? Index : page));
        ConnectorException error = await FailAtAsync(stub);
        Assert.Equal(ErrorIds.ListingIncomplete, error.Error.Id);
        Assert.InRange(stub.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task A_page_that_is_empty_with_more_to_follow_ends_the_walk_with_an_error()
    {
        await using HttpStub stub = new(r => StubAnswer.Json(r.Path == "/jsonapi" ? Index : Page([], next: true)));
        Assert.Equal(ErrorIds.ListingIncomplete, (await FailAtAsync(stub)).Error.Id);
    }

    [Fact]
    public async Task A_page_out_of_which_users_were_left_ends_the_walk_with_an_error()
    {
        string page = Page([7], next: false).Replace("\"links\"", "\"meta\":{\"omitted\":{\"detail\":\"Some\"}},\"links\"", StringComparison.Ordinal);
        await using HttpStub stub = new(r => StubAnswer.Json(r.Path == "/jsonapi" ? Index : page));
        Assert.Equal(ConnectorErrorKind.Permission, (await FailAtAsync(stub)).Kind);
    }

    [Theory]
    [InlineData(401, """{"errors":[{"detail":"No."}]}""", ConnectorErrorKind.Authentication)]
    [InlineData(401, "", ConnectorErrorKind.Authentication)]
    [InlineData(406, """{"message":"Not acceptable"}""", ConnectorErrorKind.Fatal)]
    [InlineData(406, "<html><title>Blocked</title></html>", ConnectorErrorKind.Fatal)]
    [InlineData(404, "<!DOCTYPE html><title>Not here</title>", ConnectorErrorKind.Fatal)]
    [InlineData(400, """{"errors":[{"detail":"Bad."}]}""", ConnectorErrorKind.Protocol)]
    [InlineData(500, """{"errors":[{"title":"Internal Server Error","status":"500"}]}""", ConnectorErrorKind.Transient)]
    [InlineData(500, """{"errors":{"detail":"as an object"}}""", ConnectorErrorKind.Transient)]
    [InlineData(500, """["an","array"]""", ConnectorErrorKind.Transient)]
    [InlineData(500, "The website encountered an unexpected error.", ConnectorErrorKind.Transient)]
    [InlineData(503, "<html><title>Overloaded</title></html>", ConnectorErrorKind.Transient)]
    [InlineData(503, """{"errors":[{"status":"503","detail":"Wartung"}]}""", ConnectorErrorKind.Maintenance)]
    [InlineData(429, "", ConnectorErrorKind.Throttled)]
    [InlineData(200, "<html><title>Welcome</title></html>", ConnectorErrorKind.Protocol)]
    [InlineData(200, """{"data":"none"}""", ConnectorErrorKind.Protocol)]
    [InlineData(200, """{"data":[{"type":"user--user"}],"links":{}}""", ConnectorErrorKind.Protocol)]
    [InlineData(200, """{"data":[{"type""", ConnectorErrorKind.Protocol)]
    public async Task An_answer_that_is_no_listing_is_classified_says_what_to_do_and_is_never_taken_for_an_empty_site(int status, string body, ConnectorErrorKind kind)
    {
        await using HttpStub stub = new(r => r.Path == "/jsonapi" ? StubAnswer.Json(Index) : StubAnswer.Json(body, status));
        ConnectorException error = await FailAtAsync(stub);
        Assert.Equal(kind, error.Kind);
        Assert.NotEmpty(error.Error.Remedy ?? "");
    }

    [Fact]
    public async Task A_firewall_that_refuses_a_value_costs_only_its_item()
    {
        Scene.Seed(1);
        Scene.Server.Add(new Simulators.Fault(Simulators.FaultKind.ErrorBefore, static r => r.Method == "PATCH") { Status = 406 });
        WriteResult result = await WriteAsync(Scene.Change(Scene.Database.Users[5], ("fields.field_first_name", "<select>")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("mod_security", result.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"hello":"world"}""", ConnectorErrorKind.Protocol)]
    [InlineData("""{"data":[],"links":{"self":{"href":"http://x/jsonapi"}}}""", ConnectorErrorKind.Protocol)]
    public async Task An_address_that_answers_as_something_else_is_told(string index, ConnectorErrorKind kind)
    {
        await using HttpStub stub = new(_ => StubAnswer.Json(index));
        Assert.Equal(kind, (await FailAtAsync(stub)).Kind);
    }

    [Fact]
    public async Task A_lost_answer_to_a_create_is_in_doubt_and_not_sent_again()
    {
        await using DrupalConnector connector = Scene.Connector();
        Scene.Server.Add(Simulators.Fault.On("anna@example.org", Simulators.FaultKind.CutAfter));
        RecordWrite write = Scene.Create("anna@example.org");
        Assert.Equal(WriteOutcome.InDoubt, (await DrupalScene.WriteAsync(connector, write)).Outcome);
        Assert.Single(Scene.Server.Log, r => r.Method == "POST");
        SettledCreate settled = await connector.SettleAsync([new OpenCreate(1, write, Scene.Database.Now)], Token).SingleAsync(Token);
        Assert.Equal(("5", Scene.Database.Users[5].Uuid), (settled.RecordId, settled.Key));
    }

    private static async Task<ConnectorException> FailAtAsync(HttpStub stub)
    {
        SyncProfile profile = new() { Name = "test", Path = "/x.json", Cms = new EndSettings { Kind = "drupal", Key = "site", Url = stub.Address, Http = Given.Http }, Crm = new EndSettings { Kind = "csv", Key = "crm" }, Links = new LinkStoreSettings() };
        await using DrupalConnector connector = new(profile, DrupalScene.Secret, Given.Context());
        return await Assert.ThrowsAsync<ConnectorException>(() => connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask());
    }

    private static string Page(int[] uids, bool next)
    {
        IEnumerable<string> rows = uids.Select(u => $$$"""{"type":"user--user","id":"00000000-0000-4000-8000-{{{u:000000000000}}}","attributes":{"drupal_internal__uid":{{{u}}},"name":"n{{{u}}}","mail":"m{{{u}}}@example.org","status":true}}""");
        return "{\"data\":[" + string.Join(',', rows) + "],\"links\":{" + (next ? "\"next\":{\"href\":\"x\"}" : "") + "}}";
    }
}
