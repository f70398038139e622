using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>What a real Backdrop did that its recordings do not tell: rules of its own, a database that was lost, mails of modules.</summary>
public sealed class BackdropTrapTests : IDisposable
{
    private readonly BackdropStandIn _site = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_user_name_that_is_the_address_follows_it_because_the_site_demands_it()
    {
        await using AgentConnector agent = _site.Open();
        string id = (await WriteAsync(agent, Create("anna@example.org", ("username", "anna@example.org")))).RecordId!;
        WriteResult moved = await WriteAsync(agent, Update(id, "email", "anna.berg@example.org"));
        Assert.Equal((WriteOutcome.Done, null), (moved.Outcome, moved.Error?.Message));
        CmsUser anna = await agent.GetAsync([id], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal(("anna.berg@example.org", "anna.berg@example.org"), (anna.Email, anna.UserName));
    }

    [Fact]
    public async Task A_user_name_that_is_no_address_stays_when_the_address_changes()
    {
        await using AgentConnector agent = _site.Open();
        await WriteAsync(agent, Update("7", "email", "seven@example.org"));
        CmsUser user = await agent.GetAsync(["7"], RecordQuery.All, Token).SingleAsync(Token);
        Assert.Equal(("seven@example.org", _site.Users["7"]!["name"]!.ToString()), (user.Email, user.UserName));
        Assert.DoesNotContain('@', user.UserName!);
    }

    [Theory]
    [InlineData("timezone", "Nowhere/Land", "knows no timezone")]
    [InlineData("timezone", "Europe/Berlin/and/forty/characters/too/many", "knows no timezone")]
    [InlineData("language", "xx", "knows no language")]
    [InlineData("fields.field_bonus", "9999999999", "Out of range")]
    [InlineData("email", "refused@example.org", "a module does not want this one")]
    [InlineData("username", "somebody@else.example.org", "another e-mail address")]
    public async Task What_the_site_cannot_take_is_refused_and_not_left_in_doubt(string path, string value, string message)
    {
        await using AgentConnector agent = _site.Open();
        string before = _site.Users["7"]!.ToString();
        WriteResult result = await WriteAsync(agent, Update("7", path, value));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains(message, result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _site.Users["7"]!.ToString());
    }

    [Theory]
    [InlineData("timezone", "Europe/Berlin")]
    [InlineData("language", "de")]
    public async Task A_time_zone_and_a_language_of_the_site_are_stored(string path, string value)
    {
        await using AgentConnector agent = _site.Open();
        Assert.Equal(value, (await WriteAsync(agent, Update("7", path, value))).Returned[path].Text);
    }

    [Fact]
    public async Task A_value_that_is_no_utf8_is_not_known_which_is_not_empty_and_nothing_else_is_lost()
    {
        await using AgentConnector agent = _site.Open();
        await WriteAsync(agent, Update("7", "fields.field_about", "NOT UTF-8"));
        CmsUser user = await agent.GetAsync(["7"], RecordQuery.All, Token).SingleAsync(Token);
        Assert.True(user.Get("fields.field_about").IsNotRead);
        Assert.False(user.Get("fields.field_bonus").IsNotRead);
        Assert.Equal(_site.Users["7"]!["mail"]!.ToString(), user.Email);
        Assert.Equal(301, await agent.ReadAsync(RecordQuery.All, Token).CountAsync(Token));
    }

    [Fact]
    public async Task A_database_connection_that_was_lost_while_nobody_asked_is_made_anew()
    {
        await using AgentConnector agent = _site.Open();
        await agent.IdentifyAsync(Token);
        _site.LoseDatabase();
        Assert.Equal(301, await agent.CountAsync(Token));
        _site.LoseDatabase();
        IReadOnlyList<WriteResult> results = await agent.WriteAsync([.. Enumerable.Range(1, 50).Select(n => Create($"new{n}@example.org") with { IntentId = n, Marker = $"contact {n}" })], Token);
        Assert.All(results, r => Assert.Equal(WriteOutcome.Done, r.Outcome));
        Assert.Equal(351, _site.Users.Count);
    }

    [Fact]
    public async Task A_module_that_drops_what_was_loaded_brings_no_mails_back()
    {
        await using AgentConnector agent = _site.Open();
        await WriteAsync(agent, Create("mails.first@example.org"));
        await WriteAsync(agent, Create("mails.second@example.org"));
        Assert.Empty(_site.Mails);
    }

    private static async Task<WriteResult> WriteAsync(AgentConnector agent, RecordWrite write) => Assert.Single(await agent.WriteAsync([write], Token));

    private static RecordWrite Update(string id, string path, string value) => new(1, WriteKind.Update) { RecordId = id, Fields = [Field(path, value)] };

    private static RecordWrite Create(string email, params (string Path, string Value)[] more) =>
        new(1, WriteKind.Create) { Marker = $"contact {email}", Enabled = true, Fields = [Field("email", email), .. more.Select(f => Field(f.Path, f.Value))] };

    private static FieldWrite Field(string path, string value) => new(path, FieldValue.Of(value), FieldValue.NotRead);
}
