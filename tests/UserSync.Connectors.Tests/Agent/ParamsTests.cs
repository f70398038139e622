using Newtonsoft.Json.Linq;
using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Joomla's params: alone through the agent, and beside a connector that does not know them.</summary>
public sealed class ParamsTests : IDisposable
{
    private const string Telegram = "params.amocrm.telegram";
    private readonly JoomlaStandIn _site = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_value_is_written_under_its_dotted_name_and_everything_else_stays()
    {
        _site.SetParams("43", new JObject { ["timezone"] = "Europe/Moscow", ["amocrm"] = new JObject { ["viber"] = "v" } });
        await using AgentConnector agent = _site.Open();
        WriteResult result = Assert.Single(await agent.WriteAsync([Set("43", "@anna")], Token));
        Assert.Equal((WriteOutcome.Done, "@anna"), (result.Outcome, result.Returned[Telegram].Text));
        Assert.Equal(new JObject { ["timezone"] = "Europe/Moscow", ["amocrm"] = new JObject { ["viber"] = "v", ["telegram"] = "@anna" } }, _site.Params("43"), JToken.DeepEquals);
    }

    [Fact]
    public async Task The_marker_of_a_created_user_is_neither_told_nor_written_as_a_field()
    {
        await using AgentConnector agent = _site.Open();
        WriteResult made = Assert.Single(await agent.WriteAsync([new RecordWrite(1, WriteKind.Create) { Marker = "contact 7", Fields = [new FieldWrite("email", FieldValue.Of("new@example.org"), FieldValue.NotRead)] }], Token));
        Assert.Equal("contact 7", _site.Params(made.RecordId!)["usersync"]!.Value<string>("marker"));
        Assert.DoesNotContain(await agent.ListFieldsAsync(Token).ToListAsync(Token), f => f.Path.Contains("usersync", StringComparison.Ordinal));
        WriteResult forged = Assert.Single(await agent.WriteAsync([new RecordWrite(2, WriteKind.Update) { RecordId = "43", Fields = [new FieldWrite("params.usersync.marker", FieldValue.Of("x"), FieldValue.NotRead)] }], Token));
        Assert.Equal(WriteOutcome.Failed, forged.Outcome);
    }

    [Fact]
    public async Task Beside_web_services_params_come_from_the_agent_and_go_to_it()
    {
        PlainUsers rest = new("43", "44");
        await using UsersWithParams both = new(rest, _site.Open(), "params.");
        WriteResult result = Assert.Single(await both.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "43", Fields = [new FieldWrite("name", FieldValue.Of("Anna"), FieldValue.NotRead), .. Set("43", "@anna").Fields] }], Token));
        Assert.Equal((WriteOutcome.Done, "Anna", "@anna"), (result.Outcome, result.Returned["name"].Text, result.Returned[Telegram].Text));
        Assert.Equal(["name"], rest.Written.Single().Fields.Select(f => f.Path));
        List<CmsUser> users = await both.ReadAsync(new RecordQuery { Fields = [Telegram] }, Token).ToListAsync(Token);
        Assert.Equal(["@anna", ""], users.Select(u => u.Get(Telegram).ToString()));
        Assert.All(users, u => Assert.False(u.Get(Telegram).IsNotRead));
    }

    [Fact]
    public async Task Params_that_nobody_has_yet_are_open()
    {
        await using UsersWithParams both = new(new PlainUsers("43"), _site.Open(), "params.");
        Assert.DoesNotContain(await both.ListFieldsAsync(Token).ToListAsync(Token), f => f.Path == Telegram);
        Assert.Equal("params.", both.Capabilities.OpenFields);
        Assert.Null(new PlainUsers("43").Capabilities.OpenFields);
    }

    [Fact]
    public async Task Params_alone_do_not_trouble_the_web_services()
    {
        PlainUsers rest = new("43");
        await using UsersWithParams both = new(rest, _site.Open(), "params.");
        Assert.Equal(WriteOutcome.Done, Assert.Single(await both.WriteAsync([Set("43", "@anna")], Token)).Outcome);
        Assert.Empty(rest.Written);
    }

    [Fact]
    public async Task An_agent_that_fails_costs_its_fields_and_the_rest_is_told_as_stored()
    {
        PlainUsers rest = new("43", "999");
        await using UsersWithParams both = new(rest, _site.Open(), "params.");
        WriteResult result = Assert.Single(await both.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "999", Fields = [new FieldWrite("name", FieldValue.Of("Anna"), FieldValue.NotRead), .. Set("999", "@anna").Fields] }], Token));
        Assert.Equal((WriteOutcome.Done, ConnectorErrorKind.NotFound), (result.Outcome, result.Error!.Kind));
        Assert.True(result.Returned[Telegram].IsEmpty);
    }

    [Fact]
    public async Task An_agent_on_another_site_is_noticed_before_its_values_are_taken()
    {
        await using UsersWithParams both = new(new PlainUsers("42"), _site.Open(), "params.");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => both.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask());
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("cms.agent.root", error.Error.Remedy, StringComparison.Ordinal);
    }

    private static RecordWrite Set(string id, string value) => new(1, WriteKind.Update) { RecordId = id, Fields = [new FieldWrite(Telegram, FieldValue.Of(value), FieldValue.NotRead)] };

    /// <summary>A connector that knows names and addresses only.</summary>
    private sealed class PlainUsers(params string[] ids) : ICmsConnector
    {
        public List<RecordWrite> Written { get; } = [];

        public Side Side => Side.Cms;

        public ConnectorCapabilities Capabilities { get; } = new() { Update = true };

        public RequestCount Requests { get; } = new();

        public Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken) => Task.FromResult(new EndIdentity("x", "X"));

        public IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, CancellationToken cancellationToken) =>
            ids.Select(id => new CmsUser { Site = "shop", UserId = id, UserName = $"person{id}", Email = $"person{id}@example.org" }).ToAsyncEnumerable();

        public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken) => ReadAsync(query, cancellationToken).Where(u => userIds.Contains(u.UserId));

        public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) => AsyncEnumerable.Empty<CmsUser>();

        public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CmsGroup>();

        public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(ids.Length);

        public IAsyncEnumerable<FieldInfo> ListFieldsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<FieldInfo>();

        public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CheckResult>();

        public string ChooseId(string marker) => marker;

        public Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
        {
            Written.AddRange(writes);
            return Task.FromResult<IReadOnlyList<WriteResult>>([.. writes.Select(w =>
            {
                FieldMap returned = [];
                foreach (FieldWrite field in w.Fields)
                    returned[field.Path] = field.Value;
                return new WriteResult(w.IntentId, WriteOutcome.Done) { RecordId = w.RecordId, Returned = returned };
            })]);
        }

        public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => AsyncEnumerable.Empty<SettledCreate>();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
