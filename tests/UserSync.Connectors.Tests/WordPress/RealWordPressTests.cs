using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

/// <summary>What the stand-in only imitates, seen on the real thing; and what the seeded site holds.</summary>
[Collection("real WordPress")]
public sealed class RealWordPressTests : IAsyncLifetime
{
    private WordPressConnector _connector = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        RealSite.Demand();
        _connector = new WordPressConnector(Given.Site(new Uri(RealSite.Url!)), RealSite.Credential!, new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _connector is null ? ValueTask.CompletedTask : _connector.DisposeAsync();

    [Fact]
    public async Task The_seeded_users_are_read_by_one_request_for_every_99()
    {
        long total = await _connector.CountAsync(Token) ?? 0;
        long before = _connector.Requests.Reads;
        long started = TimeProvider.System.GetTimestamp();
        List<CmsUser> users = await _connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);
        TestContext.Current.SendDiagnosticMessage($"{users.Count} users in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.00} s, {_connector.Requests.Reads - before} requests");
        Assert.Equal(total, users.Count);
        Assert.InRange(_connector.Requests.Reads - before, 1, (total / 99) + 1);
    }

    [Theory]
    [InlineData("upper.case@example.org", "Upper.Case@Example.ORG")]
    [InlineData("borys+news@example.net", "borys+news@example.net")]
    [InlineData("idn@xn--bcher-kva.example", "idn@bücher.example")]
    [InlineData("ida@bücher.example", "ida@xn--bcher-kva.example")]
    public async Task Awkward_addresses_are_found(string searched, string stored) =>
        Assert.Contains(stored, await _connector.FindAsync(new LookupKey(KeyKind.Email, "email"), [searched], RecordQuery.All, Token).Select(u => u.Email).ToListAsync(Token));

    [Fact]
    public async Task A_user_without_an_address_is_read_as_empty_and_not_as_unread()
    {
        CmsUser user = await _connector.ReadAsync(new RecordQuery { Search = "nomail" }, Token).SingleAsync(u => u.UserName == "nomail", Token);
        Assert.Equal("", user.Email);
        Assert.Equal("Nora Ohnepost", user.Name);
    }

    [Theory]
    [InlineData("meta.score", "7", "0")]
    [InlineData("meta.newsletter", "true", "false")]
    [InlineData("meta.interests", "ships", "")]
    public async Task Custom_values_of_every_type_can_be_written_and_cleared_also_when_none_is_stored(string path, string value, string empty)
    {
        foreach (string text in new[] { "", value, "", "" })
        {
            WriteResult result = Assert.Single(await _connector.WriteAsync(
                [new RecordWrite(1, WriteKind.Update) { RecordId = "1", Fields = [new FieldWrite(path, FieldValue.Of(text), FieldValue.NotRead)] }], Token));
            Assert.Equal((WriteOutcome.Done, FieldValue.Of(text.Length > 0 ? text : empty)), (result.Outcome, result.Returned[path]));
        }
    }

    [Fact]
    public async Task A_display_name_of_300_characters_is_refused_instead_of_half_stored()
    {
        WriteResult result = Assert.Single(await _connector.WriteAsync(
            [
                new RecordWrite(1, WriteKind.Create)
                {
                    Fields =
                    [
                        new FieldWrite("email", FieldValue.Of("long.name@example.org"), FieldValue.NotRead),
                        new FieldWrite("name", FieldValue.Of(new string('x', 300)), FieldValue.NotRead),
                    ],
                },
            ],
            Token));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
    }

    [Fact]
    public async Task A_login_that_is_taken_gets_a_suffix()
    {
        WriteResult result = Assert.Single(await _connector.WriteAsync(
            [new RecordWrite(1, WriteKind.Create) { Marker = "7", Fields = [new FieldWrite("email", FieldValue.Of("user0001@elsewhere.example"), FieldValue.NotRead)] }], Token));
        try
        {
            CmsUser user = await _connector.GetAsync([result.RecordId!], RecordQuery.All, Token).SingleAsync(Token);
            Assert.Matches("^user0001-[0-9a-f]{6}$", user.UserName);
        }
        finally
        {
            await _connector.WriteAsync([new RecordWrite(2, WriteKind.Delete) { RecordId = result.RecordId }], Token);
        }
    }

    [Fact]
    public async Task The_registered_custom_fields_are_listed() =>
        Assert.Superset(new HashSet<string> { "meta.company", "meta.phone", "meta.customer_no" }, (await _connector.ListFieldsAsync(Token).Select(f => f.Path).ToListAsync(Token)).ToHashSet());

    [Fact]
    public async Task Roles_are_found_in_the_listing() =>
        Assert.Superset(new HashSet<string> { "administrator", "editor", "subscriber" }, (await _connector.ListGroupsAsync(Token).Select(g => g.Id).ToListAsync(Token)).ToHashSet());
}
