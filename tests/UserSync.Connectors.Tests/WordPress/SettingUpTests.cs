using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

public sealed class SettingUpTests : WordPressTest
{
    [Theory]
    [InlineData("")]
    [InlineData("nocolon")]
    [InlineData("user:")]
    [InlineData(":password")]
    public void A_secret_of_another_form_is_refused_with_a_remedy(string secret)
    {
        ConnectorException error = Assert.Throws<ConnectorException>(() => Open(secret: secret));
        Assert.Equal(ConnectorErrorKind.Authentication, error.Kind);
        Assert.DoesNotContain("nocolon", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://shop.example.org/")]
    [InlineData("/relative")]
    public void An_address_that_is_none_is_refused(string url) =>
        Assert.Equal(ConnectorErrorKind.Fatal, Assert.Throws<ConnectorException>(() => Open(end: Given.Site(new Uri(url, UriKind.RelativeOrAbsolute)))).Kind);

    [Theory]
    [InlineData("wp-json")]
    [InlineData("wp-admin/")]
    [InlineData("?p=1")]
    public async Task The_address_may_be_that_of_the_api_or_the_administration(string tail)
    {
        await using WordPressConnector connector = Open(end: Given.Site(new Uri(Site.Address, tail)));
        Assert.Equal(Site.Address.AbsoluteUri.TrimEnd('/'), (await connector.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task A_site_with_plain_permalinks_is_found_through_rest_route()
    {
        Site.PlainPermalinks = true;
        Assert.Single(await WalkAsync());
        Assert.StartsWith("/?rest_route=/wp/v2/users&", Site.Requests.Last().Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_no_wordpress_is_told_with_a_remedy()
    {
        Site.Before = _ => StubAnswer.Html("<title>Welcome to nginx!</title>");
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
        Assert.Contains("Welcome to nginx!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_of_the_index_gives_the_new_address()
    {
        Site.Before = request => StubAnswer.Html("moved", 301).With("Location", "https://www.example.org" + request.Target);
        ConnectorException error = await FailAsync();
        Assert.Contains("https://www.example.org/", error.Error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("wp-json", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_list_users_cannot_be_used_and_the_right_is_named()
    {
        Site.Rights.Remove("list_users");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => Connector.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Permission, error.Kind);
        Assert.Contains("list_users", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edit_users")]
    [InlineData("create_users")]
    [InlineData("promote_users")]
    [InlineData("delete_users")]
    public async Task A_check_fails_for_each_missing_right_that_the_profile_needs(string right)
    {
        Site.Rights.Remove(right);
        await using WordPressConnector connector = Open(new UserPolicy { Groups = ["subscriber"], OnContactDeleted = GonePolicy.Delete, ReassignTo = "1" });
        List<CheckResult> failed = await connector.CheckAsync(Token).Where(c => c.Passed == false).ToListAsync(Token);
        Assert.Equal($"right {right}", Assert.Single(failed).Check);
        Assert.NotNull(failed[0].Remedy);
    }

    [Fact]
    public async Task Rights_that_the_profile_does_not_need_are_not_demanded()
    {
        Site.Rights.Clear();
        Site.Rights.Add("list_users");
        await using WordPressConnector connector = Open(new UserPolicy { Create = false, Update = false });
        Assert.DoesNotContain(await connector.CheckAsync(Token).ToListAsync(Token), c => c.Passed == false);
    }

    [Fact]
    public async Task Checks_end_with_the_credential_when_it_is_refused()
    {
        await using WordPressConnector connector = Open(secret: "sync:wrong");
        CheckResult last = (await connector.CheckAsync(Token).ToListAsync(Token))[^1];
        Assert.Equal(("credential", false), (last.Check, last.Passed));
    }

    [Fact]
    public async Task A_wrong_clock_and_a_missing_heir_are_found()
    {
        Site.Before = request => request.Path.EndsWith("/me", StringComparison.Ordinal) ? Recording.Load("wordpress/me").Answer : null;
        await using WordPressConnector connector = Open(new UserPolicy { ReassignTo = "99" });
        IEnumerable<string> failed = (await connector.CheckAsync(Token).ToListAsync(Token)).Where(c => c.Passed == false).Select(c => c.Check);
        Assert.Equal(["clock", "users.reassignTo"], failed);
    }

    [Fact]
    public async Task Fields_are_those_of_core_and_the_registered_ones_with_their_types()
    {
        List<FieldInfo> fields = await Connector.ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Equal(["text", "text", "choices", "boolean", "text", "number"], fields.Where(f => f.Path.StartsWith("meta.", StringComparison.Ordinal)).Select(f => f.Type));
        Assert.False(fields.Single(f => f.Path == "username").Writable);
    }

    [Fact]
    public async Task Roles_are_those_that_people_have_because_core_does_not_list_them()
    {
        Site.Seed(2);
        Assert.Equal([new CmsGroup("administrator", "administrator"), new CmsGroup("subscriber", "subscriber")], await Connector.ListGroupsAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task The_site_is_asked_for_its_index_and_schema_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => CreateAsync(("email", $"a{n}@example.org"))));
        Assert.Single(Site.Requests, r => r.Path == "/wp-json/");
        Assert.Single(Site.Requests, r => r.Method == "OPTIONS");
    }

    [Fact]
    public async Task Requests_are_counted_by_reads_and_writes()
    {
        await CreateAsync(("email", "a@example.org"));
        Assert.Equal((2, 1), (Connector.Requests.Reads, Connector.Requests.Writes));
    }
}
