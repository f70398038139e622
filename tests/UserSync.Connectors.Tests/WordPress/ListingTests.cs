using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

public sealed class ListingTests : WordPressTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(98)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(198)]
    [InlineData(199)]
    [InlineData(1000)]
    public async Task Any_number_of_users_is_read_whole_and_in_order(int seeded)
    {
        Site.Seed(seeded);
        List<CmsUser> users = await WalkAsync();
        Assert.Equal(Site.Users.Keys.Select(id => id.ToString()), users.Select(u => u.UserId));
    }

    [Fact]
    public async Task A_user_deleted_while_reading_hides_nobody()
    {
        Site.Seed(600);
        DeleteWhenReading(offset: 99, deleted: [5, 6, 7]);
        List<CmsUser> users = await WalkAsync();
        Assert.Empty(Site.Users.Keys.Except(users.Select(u => long.Parse(u.UserId))));
        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
    }

    [Fact]
    public async Task Deleted_and_new_users_that_leave_the_total_unchanged_hide_nobody()
    {
        Site.Seed(600);
        bool done = false;
        Site.Before = request =>
        {
            if (request["offset"] == "198" && !done)
            {
                done = true;
                foreach (int n in Enumerable.Range(50, 5))
                {
                    Site.Users.Remove(n);
                    Site.Add($"late{n}", $"late{n}@example.org");
                }
            }

            return null;
        };
        List<CmsUser> users = await WalkAsync();
        Assert.Empty(Site.Users.Keys.Except(users.Select(u => long.Parse(u.UserId))));
    }

    [Fact]
    public async Task Hundreds_of_users_deleted_at_once_hide_nobody()
    {
        Site.Seed(1500);
        DeleteWhenReading(offset: 990, deleted: [.. Enumerable.Range(2, 900)]);
        List<CmsUser> users = await WalkAsync();
        Assert.Empty(Site.Users.Keys.Except(users.Select(u => long.Parse(u.UserId))));
    }

    [Fact]
    public async Task Users_that_arrive_while_reading_are_read_too()
    {
        Site.Seed(150);
        bool done = false;
        Site.Before = request =>
        {
            if (request["offset"] == "99" && !done)
            {
                done = true;
                Site.Seed(200);
            }

            return null;
        };
        Assert.Equal(351, (await WalkAsync()).Count);
    }

    [Fact]
    public async Task A_page_shorter_than_promised_is_no_whole_listing()
    {
        Site.Seed(300);
        Site.Before = request => request["offset"] == "99" ? StubAnswer.Json("[]").With("X-WP-Total", "301") : null;
        Assert.Equal(ErrorIds.ListingIncomplete, (await FailAsync()).Error.Id);
    }

    [Fact]
    public async Task Users_that_vanish_for_ever_are_no_whole_listing()
    {
        Site.Seed(300);
        Site.Before = request => request["offset"] is not (null or "0") ? StubAnswer.Json("[]").With("X-WP-Total", "1") : null;
        Site.Users.Clear();
        Site.Seed(300);
        await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            await Connector.ReadAsync(RecordQuery.All, limit.Token).ToListAsync(limit.Token);
        });
    }

    [Fact]
    public async Task A_list_without_a_total_is_not_trusted()
    {
        Site.Before = request => request["offset"] is null ? null : StubAnswer.Json("[]");
        ConnectorException error = await FailAsync();
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
        Assert.Contains("X-WP-Total", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_view_that_wrong_credentials_get_is_not_taken_for_users()
    {
        Site.Before = request => request["offset"] is null ? null : Recording.Load("wordpress/user-list-noauth").Answer;
        Assert.Equal(ConnectorErrorKind.Authentication, (await FailAsync()).Kind);
    }

    [Fact]
    public async Task Pages_are_read_in_parallel_but_not_beyond_the_profile()
    {
        Site.Seed(2000);
        int requests = Site.Requests.Count;
        await WalkAsync();
        // One for the index, one for each page of 99 new users.
        Assert.Equal(22, Site.Requests.Count - requests);
    }

    [Fact]
    public async Task A_group_filter_is_checked_on_every_row_although_the_site_filters()
    {
        Site.Add("eva", "eva@example.org").Roles = ["editor"];
        Site.Add("otto", "otto@example.org");
        Site.Before = request => request["roles"] is null ? null : StubAnswer.Json(new Newtonsoft.Json.Linq.JArray(Site.Users.Values.Select(u => u.ToJson(Site.Meta))).ToString()).With("X-WP-Total", "3");
        Assert.Equal(["eva"], (await WalkAsync(new RecordQuery { Groups = ["Editor"] })).Select(u => u.UserName));
        Assert.Equal("editor", Site.Requests.Last()["roles"]);
    }

    [Fact]
    public async Task The_filter_of_the_profile_is_the_callers_to_ask_for()
    {
        Site.Add("eva", "eva@example.org").Roles = ["editor"];
        await using WordPressConnector filtered = Open(end: Given.Site(Site.Address) with { Filter = new RecordFilter { Groups = ["editor"] } });
        Assert.Equal(["1", "2"], await filtered.ReadAsync(RecordQuery.All, Token).Select(u => u.UserId).ToListAsync(Token));
        Assert.Equal(["2"], await filtered.ReadAsync(new RecordQuery { Groups = ["editor"] }, Token).Select(u => u.UserId).ToListAsync(Token));
        Assert.Equal(["1"], await filtered.GetAsync(["1"], RecordQuery.All, Token).Select(u => u.UserId).ToListAsync(Token));
    }

    [Fact]
    public async Task Only_what_is_mapped_is_asked_for()
    {
        await WalkAsync(new RecordQuery { Fields = ["email"] });
        Assert.DoesNotContain("meta", Site.Requests.Last()["_fields"]!.Split(','));
        CmsUser user = Assert.Single(await WalkAsync(new RecordQuery { Fields = ["meta.company"] }));
        Assert.True(user.Get("meta.company").IsEmpty);
        Assert.True(user.Get("meta.unknown").IsNotRead);
        Assert.True(user.Get("url").IsNotRead);
    }

    [Fact]
    public async Task Rows_that_were_not_asked_for_by_id_are_left_out()
    {
        Site.Seed(2);
        Site.Before = request => request.Query.Any(q => q.Key == "include[]")
            ? StubAnswer.Json(new Newtonsoft.Json.Linq.JArray(Site.Users.Values.Select(u => u.ToJson(Site.Meta))).ToString()).With("X-WP-Total", "3")
            : null;
        Assert.Equal(["2"], await Connector.GetAsync(["2"], RecordQuery.All, Token).Select(u => u.UserId).ToListAsync(Token));
    }

    [Fact]
    public async Task An_international_domain_is_looked_for_in_both_spellings()
    {
        Site.Add("ida", "ida@xn--bcher-kva.example");
        Site.Add("idn", "idn@bücher.example");
        LookupKey key = new(KeyKind.Email, "email");
        Assert.Equal(["ida", "idn"], await Connector.FindAsync(key, ["ida@bücher.example", "idn@xn--bcher-kva.example"], RecordQuery.All, Token).Select(u => u.UserName!).ToListAsync(Token));
    }

    [Fact]
    public async Task A_plus_sign_in_an_address_is_found()
    {
        Site.Add("borys", "borys+news@example.net");
        Assert.Single(await Connector.FindAsync(new LookupKey(KeyKind.Email, "email"), ["borys+news@example.net"], RecordQuery.All, Token).ToListAsync(Token));
    }

    private void DeleteWhenReading(int offset, int[] deleted)
    {
        bool done = false;
        Site.Before = request =>
        {
            if (request["offset"] == offset.ToString() && !done)
            {
                done = true;
                foreach (int id in deleted)
                    Site.Users.Remove(id);
            }

            return null;
        };
    }
}
