using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>What a real Joomla did that its sources did not tell at once.</summary>
public sealed class JoomlaTrapTests : IDisposable
{
    private readonly JoomlaStandIn _site = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_super_user_is_neither_blocked_nor_deleted()
    {
        await using AgentConnector agent = _site.Open();
        foreach (WriteKind kind in new[] { WriteKind.Block, WriteKind.Delete })
        {
            WriteResult result = Assert.Single(await agent.WriteAsync([new RecordWrite(1, kind) { RecordId = "42" }], Token));
            Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Permission), (result.Outcome, result.Error!.Kind));
        }

        Assert.Equal(0, _site.Stored("42")!.Value<int>("block"));
        await agent.WriteAsync([new RecordWrite(1, WriteKind.Block) { RecordId = "43" }], Token);
        Assert.Equal(1, _site.Stored("43")!.Value<int>("block"));
    }

    [Theory]
    [InlineData("2024-02-30")]
    [InlineData("2024-13-01")]
    public async Task A_day_that_does_not_exist_is_refused(string day)
    {
        await using AgentConnector agent = _site.Open();
        WriteResult result = Assert.Single(await agent.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "43", Fields = [Field("fields.birthday", day)] }], Token));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_user_whose_custom_field_is_refused_is_not_made_in_part()
    {
        await using AgentConnector agent = _site.Open();
        RecordWrite create = new(1, WriteKind.Create) { Marker = "contact 1", Fields = [Field("email", "new@example.org"), Field("fields.crm-phone", "refused")] };
        WriteResult result = Assert.Single(await agent.WriteAsync([create], Token));
        Assert.Equal(WriteOutcome.Failed, result.Outcome);
        Assert.Empty(await agent.FindAsync(new LookupKey(KeyKind.Email, "email"), ["new@example.org"], RecordQuery.All, Token).ToListAsync(Token));
        Assert.Null(_site.Stored("48"));
    }

    [Fact]
    public async Task A_database_connection_that_was_lost_while_nobody_asked_is_made_anew()
    {
        await using AgentConnector agent = _site.Open();
        Assert.Equal(6, await agent.CountAsync(Token));
        _site.LoseDatabase();
        Assert.Equal(6, await agent.CountAsync(Token));
        _site.LoseDatabase();
        WriteResult made = Assert.Single(await agent.WriteAsync([new RecordWrite(1, WriteKind.Create) { Marker = "contact 1", Fields = [Field("email", "new@example.org"), Field("fields.crm-phone", "+49 30 1")] }], Token));
        Assert.Equal((WriteOutcome.Done, "+49 30 1"), (made.Outcome, made.Returned["fields.crm-phone"].Text));
    }

    private static FieldWrite Field(string path, string value) => new(path, FieldValue.Of(value), FieldValue.NotRead);
}
