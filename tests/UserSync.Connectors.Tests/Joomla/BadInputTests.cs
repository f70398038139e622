using UserSync.Connectors.Joomla;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>A site that answers what it should not, or changes between two requests: each is told with what to do about it.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Groups = """{"links":{"self":"http:\/\/x\/api\/index.php\/v1\/users\/groups"},"data":[{"type":"groups","id":"2","attributes":{"id":2,"parent_id":1,"title":"Registered"}}],"meta":{"total-pages":1}}""";
    private JoomlaScene _scene = null!;

    private static CancellationToken Token => JoomlaScene.Token;

    private JoomlaDatabase Site => _scene.Site;

    public async ValueTask InitializeAsync() => _scene = await JoomlaScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(401, """{"errors":[{"title":"Forbidden"}]}""", ConnectorErrorKind.Authentication, "Joomla API Token")]
    [InlineData(401, "", ConnectorErrorKind.Authentication, "Joomla API Token")]
    [InlineData(403, """{"errors":[{"title":"Not authorised","code":403}]}""", ConnectorErrorKind.Permission, "right")]
    [InlineData(406, "Could not match accept header", ConnectorErrorKind.Fatal, "Accept")]
    [InlineData(406, "<html><title>Not Acceptable!</title></html>", ConnectorErrorKind.Fatal, "Accept")]
    [InlineData(404, """{"errors":[{"title":"Resource not found","code":404}]}""", ConnectorErrorKind.NotFound, "Web Services - Users")]
    [InlineData(404, "<!DOCTYPE html><title>Page not found</title>", ConnectorErrorKind.Protocol, "cms.url")]
    [InlineData(404, "", ConnectorErrorKind.Protocol, "cms.url")]
    [InlineData(400, """{"errors":[{"title":"Invalid field: registrationDateStart","code":400}]}""", ConnectorErrorKind.InvalidItem, "labels")]
    [InlineData(500, """{"errors":{"code":500,"title":"Internal server error"}}""", ConnectorErrorKind.Transient, "error log")]
    [InlineData(500, """{"errors":[{"title":"Internal server error","code":500}]}""", ConnectorErrorKind.Transient, "error log")]
    [InlineData(500, "OPTIONS is not a valid HTTP method.", ConnectorErrorKind.Transient, "error log")]
    [InlineData(502, "<html><title>Bad Gateway</title></html>", ConnectorErrorKind.Transient, "error log")]
    [InlineData(503, "<html><title>Offline</title></html>", ConnectorErrorKind.Maintenance, "maintenance is over")]
    [InlineData(503, """{"errors":[{"title":"Service unavailable","code":503}]}""", ConnectorErrorKind.Maintenance, "maintenance is over")]
    [InlineData(429, "", ConnectorErrorKind.Throttled, "requestsPerSecond")]
    [InlineData(200, "<html><title>Welcome</title></html>", ConnectorErrorKind.Protocol, "cms.url|address")]
    [InlineData(200, """{"data":"none"}""", ConnectorErrorKind.Protocol, "log")]
    [InlineData(200, """{"links":{},"meta":{"total-pages":0}}""", ConnectorErrorKind.Protocol, "log")]
    [InlineData(200, """{"data":[{"type":"users","id":"4""", ConnectorErrorKind.Protocol, "log")]
    public async Task An_answer_that_is_no_listing_is_classified_says_what_to_do_and_is_never_taken_for_an_empty_site(int status, string body, ConnectorErrorKind kind, string remedy)
    {
        await using HttpStub stub = new(r => r.Path.EndsWith("/groups", StringComparison.Ordinal) ? StubAnswer.Json(Groups) : StubAnswer.Json(body, status));
        await using JoomlaConnector connector = At(stub);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Fields = [] }));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(remedy.Split('|'), word => error.Error.Remedy?.Contains(word, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><title>Page not found</title>")]
    [InlineData("")]
    public async Task A_404_with_a_page_proves_of_nobody_that_he_is_gone(string body)
    {
        await using HttpStub stub = new(r => r.Path.EndsWith("/groups", StringComparison.Ordinal) ? StubAnswer.Json(Groups) : StubAnswer.Html(body, 404));
        await using JoomlaConnector connector = At(stub);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.GetAsync(connector, 43));
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
    }

    [Fact]
    public async Task Several_messages_in_one_title_are_told_one_after_the_other()
    {
        const string three = """{"errors":[{"title":"Field required: Name\nField required: Login Name (Username)\nField required: Email"}]}""";
        await using HttpStub stub = new(r => r.Path.EndsWith("/groups", StringComparison.Ordinal) ? StubAnswer.Json(Groups) : StubAnswer.Json(three, 400));
        await using JoomlaConnector connector = At(stub);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Fields = [] }));
        Assert.Contains("Field required: Name; Field required: Login Name (Username); Field required: Email", error.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This login already exists.")]
    [InlineData("Пользователь с таким логином уже существует.")]
    public async Task Messages_are_translated_so_what_is_taken_is_looked_up(string said)
    {
        // The site says it in its own words; only the look-up afterwards tells that it was the login.
        bool asked = false;
        string one = Row(43, "ánna", "other@example.org");
        await using HttpStub stub = new(r => r switch
        {
            { Path: var path } when path.EndsWith("/groups", StringComparison.Ordinal) => StubAnswer.Json(Groups),
            { Path: var path } when path.EndsWith("/fields/users", StringComparison.Ordinal) => StubAnswer.Json(Page()),
            { Method: "POST" } => StubAnswer.Json($$"""{"errors":[{"title":"{{said}}","code":400}]}""", asked ? 500 : 400),
            _ when r["filter[search]"]?.Contains("anna", StringComparison.Ordinal) == true && !r["filter[search]"]!.Contains('@', StringComparison.Ordinal) => Found(),
            _ => StubAnswer.Json(Page()),
        });
        await using JoomlaConnector connector = At(stub);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.New(("email", "anna@example.org"), ("username", "anna")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.Duplicate, true), (result.Outcome, result.Error!.Kind, asked));
        Assert.NotNull(result.Error.Remedy);

        StubAnswer Found()
        {
            asked = true;
            return StubAnswer.Json(Page(one));
        }
    }

    [Fact]
    public async Task A_page_that_repeats_for_ever_is_an_error_that_names_the_cache()
    {
        _scene.Seed(1100);
        Site.RepeatsFirstPage = true;
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(_scene.Connector()));
        Assert.Equal(ErrorIds.ListingIncomplete, error.Error.Id);
        Assert.Contains("cache", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(700)]
    [InlineData(-700)]
    [InlineData(-1600)]
    public async Task Total_pages_that_change_while_pages_are_read_lose_nobody(int by)
    {
        _scene.Seed(1700);
        int seen = 0;
        _scene.Server.Add(new Fault(FaultKind.CutBefore, r =>
        {
            if (r.Target.Contains("page%5Blimit%5D=500", StringComparison.Ordinal) && r.Target.Contains("/v1/users?", StringComparison.Ordinal) && !r.Target.Contains("filter", StringComparison.Ordinal) && seen++ == 1)
            {
                for (int n = 0; n < by; n++)
                    Site.Add($"Late {n:000}", $"late{n:000}@example.org");
                foreach (int id in Site.Users.Keys.Where(k => k != 42).Take(-by).ToList())
                    Site.Users.Remove(id);
            }

            return false;
        }));
        List<CmsUser> users = await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.Superset(Site.Users.Keys.Select(k => k.ToString()).ToHashSet(), users.Select(u => u.UserId).ToHashSet());
        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("\"many\"")]
    public async Task Total_pages_that_are_wrong_are_an_error_and_no_shorter_listing(string pages)
    {
        string page = Page(Row(43, "anna", "anna@example.org")).Replace("\"total-pages\":1", $"\"total-pages\":{pages}", StringComparison.Ordinal);
        string next = page.Replace("\"links\":{", "\"links\":{\"next\":\"http://x\",", StringComparison.Ordinal);
        await using HttpStub stub = new(r => r.Path.EndsWith("/groups", StringComparison.Ordinal) ? StubAnswer.Json(Groups)
            : StubAnswer.Json(r["filter[registrationDateStart]"] is not null ? Page() : r["page[offset]"] == "0" ? next : page));
        await using JoomlaConnector connector = At(stub);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Fields = [] }));
        Assert.Equal(ErrorIds.ListingIncomplete, error.Error.Id);
    }

    [Fact]
    public async Task A_required_field_that_is_added_between_read_and_write_is_named_with_what_to_do()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        JoomlaConnector connector = _scene.Connector();
        await JoomlaScene.WalkAsync(connector);
        Site.AddField("customer-no", "text", required: true);
        WriteResult[] results = [await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("name", "Berta"))), await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "b@example.org")))];
        Assert.All(results, r => Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (r.Outcome, r.Error!.Kind)));
        Assert.All(results, r => Assert.Contains("customer-no", r.Error!.Message, StringComparison.Ordinal));
        Assert.All(results, r => Assert.Contains("Map something onto fields.customer-no", r.Error!.Remedy, StringComparison.Ordinal));
        Assert.Equal(("Anna", 2), (user.Name, Site.Users.Count));
    }

    [Fact]
    public async Task A_required_field_that_is_added_between_two_creates_is_named_with_what_to_do()
    {
        JoomlaConnector connector = _scene.Connector();
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(connector, _scene.New(("email", "a@example.org")))).Outcome);
        Site.AddField("customer-no", "text", required: true);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.New(("email", "b@example.org")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("Map something onto fields.customer-no", result.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_vanishes_before_a_change_is_told_with_what_to_do_and_the_others_stay()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org", 2, 3);
        JoomlaConnector connector = _scene.Connector();
        await JoomlaScene.WalkAsync(connector);
        Site.Groups.RemoveAll(g => g.Id == 4);
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("name", "Berta")) with { JoinGroups = ["Editor"] });
        Assert.Contains("group 4 is not on the site any more", result.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("Correct the groups in the profile", result.Error.Remedy, StringComparison.Ordinal);
        Assert.Equal([2, 3], user.Groups);
    }

    [Fact]
    public async Task A_group_of_the_filter_that_vanishes_ends_the_run_with_what_to_do()
    {
        JoomlaConnector connector = _scene.Connector();
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Groups = ["Customers"] }));
        Assert.Contains("Customers", error.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Remedy);
    }

    [Fact]
    public async Task A_firewall_that_refuses_a_value_costs_only_its_item()
    {
        JoomlaUser user = Site.Add("Anna", "a@example.org");
        JoomlaConnector connector = _scene.Connector();
        _scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Method == "PATCH") { Status = 406 });
        WriteResult result = await JoomlaScene.SendAsync(connector, _scene.Change(user.Id, ("name", "<select>")));
        Assert.Equal((WriteOutcome.Failed, ConnectorErrorKind.InvalidItem), (result.Outcome, result.Error!.Kind));
        Assert.Contains("mod_security", result.Error.Remedy, StringComparison.Ordinal);
    }

    private static JoomlaConnector At(HttpStub stub)
    {
        EndSettings end = new() { Kind = "joomla", Key = "shop", Url = stub.Address, Http = Given.Http, Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["mailOff"] = "confirmed" } };
        return new JoomlaConnector(end, JoomlaDatabase.Token(42), new UserPolicy(), [], Given.Context());
    }

    private static string Page(params string[] rows) => "{\"links\":{\"self\":\"http://x\"},\"data\":[" + string.Join(',', rows) + "],\"meta\":{\"total-pages\":" + (rows.Length == 0 ? 0 : 1) + "}}";

    private static string Row(int id, string login, string email) =>
        $$$"""{"type":"users","id":"{{{id}}}","attributes":{"id":{{{id}}},"name":"Somebody","username":"{{{login}}}","email":"{{{email}}}","block":0,"registerDate":"2020-01-01 00:00:00","group_count":1,"group_names":"Registered"}}""";
}
