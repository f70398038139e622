using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The contract's table of statuses (2.2), row by row, as answers to a create: what is reported, how often it was sent, how many were made.</summary>
public sealed class StatusRowTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Fact]
    public async Task Row_400_with_validation_errors_reports_the_row_and_sends_it_no_more()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector();
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        scene.Store.Fields.RemoveAll(f => f.Id == 601025);
        WriteResult result = Assert.Single(await crm.WriteAsync([Create(new FieldWrite("#601025", FieldValue.Of("x"), FieldValue.Empty))], Token));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind!.Value));
        Assert.Contains("custom_fields_values.", result.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Get-CrmField", result.Error.Remedy, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Posts(scene), scene.Live().Count));
    }

    [Fact]
    public async Task Row_400_request_data_can_not_be_empty_is_reported_and_sent_no_more()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using Fakes.HttpStub stub = new(r => r.Method == "POST"
            ? Fakes.StubAnswer.Json("""{"title":"Bad Request","type":"https://httpstatus.es/400","status":400,"detail":"Request data can not be empty"}""", 400)
            : r.Path.EndsWith("custom_fields", StringComparison.Ordinal) ? Fakes.StubAnswer.Json("""{"_embedded":{"custom_fields":[{"id":601023,"name":"CMS user id","type":"text","code":"CMS_USER_ID"}]}}""")
            : r.Path.EndsWith("account", StringComparison.Ordinal) ? Fakes.StubAnswer.Json("""{"id":40000001}""") : Fakes.StubAnswer.Json("", 204));
        await using AmoCrmConnector crm = new(scene.End() with { Url = stub.Address }, scene.Simulator.LongLivedToken, new() { Marker = AmoScene.Marker }, new VolatileMemory(scene.Time), Fakes.Given.Context(scene.Time));
        WriteResult result = Assert.Single(await crm.WriteAsync([Create()], Token));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind!.Value));
        Assert.Contains("Request data can not be empty", result.Error.Message, StringComparison.Ordinal);
        Assert.Single(stub.Requests, r => r.Method == "POST");
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(99, false)]
    public async Task Row_400_that_asks_to_try_again_is_tried_a_few_times(int times, bool made)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(400, html: false, times);
        Assert.Equal((made ? null : ConnectorErrorKind.Transient, made ? 1 : 0), (error?.Kind, contacts));
        Assert.InRange(posts, 3, 40);
    }

    [Fact]
    public async Task Row_401_renews_a_pair_once_and_then_stops()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        await using AmoPair pair = new(run);
        await pair.ConnectAsync();
        await using AmoCrmConnector crm = pair.Open();
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        run.Scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Method == "POST" && r.Target == "/api/v4/contacts") { Status = 401, Times = 99 });
        run.Scene.Server.ClearLog();
        Assert.Equal(ConnectorErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectorException>(() => crm.WriteAsync([Create()], Token))).Kind);
        Assert.Equal((2, 1), (Posts(run.Scene), run.Scene.Server.Log.Count(r => r.Target.Contains("access_token", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Row_401_stops_a_long_lived_token_at_once()
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(401, html: false);
        Assert.Equal((ConnectorErrorKind.Authentication, 1, 0), (error?.Kind, posts, contacts));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(99, false)]
    public async Task Row_402_waits_minutes_and_then_stops_with_what_to_do(int times, bool made)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(402, html: false, times);
        Assert.Equal((made ? null : ErrorIds.PlanEnded, made ? 1 : 0, made ? 3 : 4), (error?.Error.Id, contacts, posts));
        Assert.True(made || error!.Error.Remedy!.Contains("Pay the plan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_403_html_is_a_block_and_nothing_more_is_sent()
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(403, html: true);
        Assert.Equal((ConnectorErrorKind.Blocked, 1, 0), (error?.Kind, posts, contacts));
    }

    [Fact]
    public async Task Row_403_invalid_scope_is_a_missing_right_and_is_sent_no_more()
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(403, html: false);
        Assert.Equal((ConnectorErrorKind.Permission, 1, 0), (error?.Kind, posts, contacts));
        Assert.Contains("Invalid scope", error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(99, false)]
    public async Task Row_404_html_is_a_glitch_and_is_tried_again(int times, bool made)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(404, html: true, times);
        Assert.Equal((made ? null : ConnectorErrorKind.Transient, made ? 1 : 0), (error?.Kind, contacts));
        Assert.InRange(posts, 3, 40);
    }

    [Fact]
    public async Task Row_404_json_is_a_fault_of_ours_and_ends_the_run()
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(404, html: false);
        Assert.Equal((ConnectorErrorKind.Fatal, 1, 0), (error?.Kind, posts, contacts));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_405_is_a_fault_of_ours_and_ends_the_run(bool empty)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(405, html: empty);
        Assert.Equal((ConnectorErrorKind.Fatal, 1, 0), (error?.Kind, posts, contacts));
    }

    [Fact]
    public async Task Row_422_limit_250_splits_the_batch()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Method == "POST") { Status = 422 });
        await using AmoCrmConnector crm = scene.Connector();
        RecordWrite[] writes = [.. Enumerable.Range(1, 40).Select(n => Create() with { IntentId = n, Marker = $"site:{n}" })];
        Assert.All(await crm.WriteAsync(writes, Token), r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.Equal([40, 20, 20], scene.Writes.Select(w => System.Text.Json.Nodes.JsonNode.Parse(w.Body)!.AsArray().Count));
        Assert.Equal(40, scene.Live().Count);
    }

    [Theory]
    [InlineData(false, 2, true)]
    [InlineData(true, 2, true)]
    [InlineData(false, 99, false)]
    [InlineData(true, 99, false)]
    public async Task Row_429_is_waited_out_twice_and_ends_the_run_the_third_time(bool html, int times, bool made)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(429, html, times, s => s.Html429 = html);
        Assert.Equal((made ? null : ConnectorErrorKind.Throttled, 3, made ? 1 : 0), (error?.Kind, posts, contacts));
    }

    [Theory]
    [InlineData(500, false, FaultKind.ErrorBefore)]
    [InlineData(500, true, FaultKind.ErrorBefore)]
    [InlineData(500, false, FaultKind.ErrorAfter)]
    [InlineData(500, true, FaultKind.ErrorAfter)]
    [InlineData(502, true, FaultKind.ErrorBefore)]
    [InlineData(502, true, FaultKind.ErrorAfter)]
    [InlineData(503, true, FaultKind.ErrorBefore)]
    [InlineData(503, true, FaultKind.ErrorAfter)]
    [InlineData(504, true, FaultKind.ErrorBefore)]
    [InlineData(504, true, FaultKind.ErrorAfter)]
    public async Task Row_500_502_503_504_may_have_stored_and_are_looked_after_before_anything_is_sent_again(int status, bool html, FaultKind kind)
    {
        (ConnectorException? error, int posts, int contacts) = await SendAsync(status, html, times: 1, kind: kind);
        Assert.Null(error);
        Assert.Equal((kind == FaultKind.ErrorAfter ? 1 : 2, 1), (posts, contacts));
    }

    private static async Task<(ConnectorException? Error, int Posts, int Contacts)> SendAsync(int status, bool html, int times = 99, Action<AmoCrmSwitches>? turn = null, FaultKind kind = FaultKind.ErrorBefore)
    {
        await using AmoScene scene = await AmoScene.StartAsync(turn);
        scene.Server.Add(new Fault(kind, static r => r.Method == "POST") { Status = status, Html = html, Times = times });
        await using AmoCrmConnector crm = scene.Connector();
        ConnectorException? error = null;
        try
        {
            Assert.Equal(WriteOutcome.Done, Assert.Single(await crm.WriteAsync([Create()], Token)).Outcome);
        }
        catch (ConnectorException e)
        {
            error = e;
        }

        return (error, Posts(scene), scene.Live().Count);
    }

    private static int Posts(AmoScene scene) => scene.Server.Log.Count(r => r.Method == "POST" && r.Target == "/api/v4/contacts");

    private static RecordWrite Create(params FieldWrite[] more) => new(1, WriteKind.Create) { Marker = "site:1", Fields = [new FieldWrite("EMAIL", FieldValue.Of("anna@example.org"), FieldValue.Empty), .. more] };
}
