using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Each row of the contract's table of statuses (2.2): what it means, and how often it is asked again.</summary>
public sealed class StatusTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData(401, false, ConnectorErrorKind.Authentication, 1)]
    [InlineData(403, true, ConnectorErrorKind.Blocked, 1)]
    [InlineData(403, false, ConnectorErrorKind.Permission, 1)]
    [InlineData(404, true, ConnectorErrorKind.Transient, 4)]
    [InlineData(402, false, ConnectorErrorKind.Maintenance, 4)]
    [InlineData(429, false, ConnectorErrorKind.Throttled, 3)]
    [InlineData(429, true, ConnectorErrorKind.Throttled, 3)]
    [InlineData(500, false, ConnectorErrorKind.Transient, 4)]
    [InlineData(500, true, ConnectorErrorKind.Transient, 4)]
    [InlineData(502, true, ConnectorErrorKind.Transient, 4)]
    [InlineData(503, true, ConnectorErrorKind.Transient, 4)]
    [InlineData(504, true, ConnectorErrorKind.Transient, 4)]
    public async Task A_read_that_fails(int status, bool html, ConnectorErrorKind kind, int sendings)
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, _ => true) { Status = status, Html = html, Times = 99 });
        await using AmoCrmConnector crm = scene.Connector();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token));
        Assert.Equal((kind, sendings), (error.Kind, scene.Server.Log.Count));
        Assert.NotNull(error.Error.Remedy);
    }

    [Theory]
    [InlineData(404, "{\"title\":\"Not Found\",\"status\":404,\"detail\":\"Cannot GET https://example.amocrm.ru/api/v4/example\"}", ConnectorErrorKind.Fatal)]
    [InlineData(405, "{\"title\":\"Method Not Allowed\",\"status\":405}", ConnectorErrorKind.Fatal)]
    [InlineData(405, "", ConnectorErrorKind.Fatal)]
    [InlineData(422, "{\"title\":\"Unprocessable Entity\",\"status\":422,\"detail\":\"Limit 250 per page\"}", ConnectorErrorKind.InvalidItem)]
    [InlineData(400, "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"Request data can not be empty\"}", ConnectorErrorKind.InvalidItem)]
    public async Task A_fault_of_ours_is_told_and_not_repeated(int status, string body, ConnectorErrorKind kind)
    {
        await using Fakes.HttpStub stub = new(Fakes.StubAnswer.Json(body, status));
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = new(scene.End() with { Url = stub.Address }, scene.Simulator.LongLivedToken, new(), new VolatileMemory(scene.Time), Fakes.Given.Context(scene.Time));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.IdentifyAsync(Token));
        Assert.Equal((kind, 1), (error.Kind, stub.Requests.Count));
    }

    [Fact]
    public async Task A_400_that_asks_to_try_again_is_tried_again()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, _ => true) { Status = 400, Times = 2 });
        await using AmoCrmConnector crm = scene.Connector();
        Assert.Equal("40000001", (await crm.IdentifyAsync(Token)).Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_bad_item_costs_only_itself_whether_or_not_the_good_ones_were_stored(bool stored)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => s.GoodItemsStored = stored);
        await using AmoCrmConnector crm = scene.Connector();
        await crm.ListFieldsAsync(Token).ToListAsync(Token);
        // An option that is taken away between the check and the write.
        scene.Store.Fields[scene.Store.Fields.FindIndex(f => f.Id == 601013)] = scene.Store.Fields.Find(f => f.Id == 601013)! with { Enums = [] };
        RecordWrite[] writes = [.. Enumerable.Range(1, 20).Select(n => Create(n, n == 7 ? [new FieldWrite("#601013", FieldValue.Of("Gold"), FieldValue.Empty)] : []))];
        IReadOnlyList<WriteResult> results = await crm.WriteAsync(writes, Token);
        Assert.Equal(7, Assert.Single(results, r => r.Outcome == WriteOutcome.Failed).IntentId);
        Assert.Equal(19, results.Count(r => r.Outcome == WriteOutcome.Done));
        Assert.Equal(19, scene.Live().Count);
        Assert.Equal(19, scene.Live().Select(c => AmoScene.Values(c, AmoSampleFields.CmsUserId)[0]).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_504_halves_the_batch_and_nobody_is_made_twice(bool stored)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => (s.GatewayTimeoutAbove, s.GatewayTimeoutStores) = (20, stored));
        await using AmoCrmConnector crm = scene.Connector();
        RecordWrite[] writes = [.. Enumerable.Range(1, 50).Select(n => Create(n))];
        Assert.All(await crm.WriteAsync(writes, Token), r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.Equal(50, scene.Live().Count);
        RecordWrite[] changes = [.. scene.Live().Select((c, n) => new RecordWrite(100 + n, WriteKind.Update) { RecordId = c.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), Fields = [new FieldWrite("first_name", FieldValue.Of("New"), FieldValue.Empty)] })];
        Assert.All(await crm.WriteAsync(changes, Token), r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.All(scene.Live(), c => Assert.Equal("New", c.FirstName));
    }

    [Fact]
    public async Task A_list_of_one_is_sent_for_one_and_more_than_the_batch_is_never_sent()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector(options: [("batchSize", "3")]);
        await crm.WriteAsync([Create(1)], Token);
        await crm.WriteAsync([.. Enumerable.Range(2, 7).Select(n => Create(n))], Token);
        Assert.All(scene.Writes, w => Assert.StartsWith("[", w.Body, StringComparison.Ordinal));
        Assert.Equal([1, 3, 3, 1], scene.Writes.Select(w => System.Text.Json.Nodes.JsonNode.Parse(w.Body)!.AsArray().Count));
    }

    [Fact]
    public async Task A_next_page_on_another_host_is_not_followed()
    {
        await using Fakes.HttpStub stub = new(r => r.Path.EndsWith("account", StringComparison.Ordinal)
            ? Fakes.StubAnswer.Json("{\"id\":40000001}")
            : Fakes.StubAnswer.Json("{\"_links\":{\"next\":{\"href\":\"https://evil.example.org/api/v4/contacts?page=2\"}},\"_embedded\":{\"tags\":[{\"id\":1,\"name\":\"a\"}]}}"));
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = new(scene.End() with { Url = stub.Address }, scene.Simulator.LongLivedToken, new(), new VolatileMemory(scene.Time), Fakes.Given.Context(scene.Time));
        Assert.Equal(ConnectorErrorKind.Protocol, (await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask())).Kind);
    }

    private static RecordWrite Create(int n, params FieldWrite[] more) => new(n, WriteKind.Create)
    {
        Marker = $"site:{n}",
        Fields = [new FieldWrite("EMAIL", FieldValue.Of($"user{n}@example.org"), FieldValue.Empty), new FieldWrite(AmoScene.Marker, FieldValue.Of($"{n}"), FieldValue.Empty), .. more],
    };
}
