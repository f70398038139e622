using UserSync.Connectors.Drupal;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Walks and look-ups, by what is surprising in Drupal's answers.</summary>
public sealed class ListingTests : DrupalTest
{
    private static HttpSettings OneAtATime => Given.Http with { Parallel = 1 };

    [Fact]
    public async Task The_anonymous_visitor_is_not_listed()
    {
        List<CmsUser> users = await WalkAsync();
        Assert.Equal(["1", "2", "3", "4"], users.Select(u => u.UserId));
        Assert.DoesNotContain(users, u => u.Key == Scene.Database.Users[0].Uuid);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Pages_are_of_fifty_whatever_is_asked_for_and_everybody_comes_once(int parallel)
    {
        Scene.Seed(173);
        foreach (long gone in new long[] { 9, 57, 58, 59, 60, 120, 177 })
            Scene.Database.Users.Remove(gone);
        await using DrupalConnector connector = Scene.Connector(http: Given.Http with { Parallel = parallel });
        List<CmsUser> users = await DrupalScene.WalkAsync(connector);
        Assert.Equal(Scene.Database.Users.Keys.Where(k => k > 0).Select(k => k.ToString()).Order(), users.Select(u => u.UserId).Order());
        Assert.All(Scene.Server.Log.Where(r => r.Target.Contains("page", StringComparison.Ordinal) && !r.Target.Contains("sort=-", StringComparison.Ordinal)), r => Assert.Contains("page%5Blimit%5D=50", r.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Five_thousand_users_one_request_after_the_other_are_at_most_101_listings()
    {
        Scene.Seed(4996);
        await using DrupalConnector connector = Scene.Connector(http: OneAtATime);
        Assert.Equal(5000, (await DrupalScene.WalkAsync(connector, new RecordQuery { Fields = [] })).Count);
        Assert.InRange(Scene.Listings, 100, 101);
        Assert.InRange(Scene.Server.Log.Count, 100, 101);
    }

    [Fact]
    public async Task Five_thousand_users_in_parallel_ranges_are_at_most_110_requests()
    {
        Scene.Seed(4996);
        await using DrupalConnector connector = Scene.Connector();
        Assert.Equal(5000, (await DrupalScene.WalkAsync(connector, new RecordQuery { Fields = [] })).DistinctBy(u => u.UserId).Count());
        Assert.InRange(Scene.Server.Log.Count, 100, 110);
    }

    [Fact]
    public async Task Three_ids_cost_one_request_and_never_a_listing()
    {
        Scene.Seed(60);
        await using DrupalConnector connector = Scene.Connector();
        await connector.IdentifyAsync(Token);
        Scene.Server.ClearLog();
        List<CmsUser> users = await connector.GetAsync(["5", "7", "60"], new RecordQuery { Fields = [] }, Token).ToListAsync(Token);
        Assert.Equal(["5", "7", "60"], users.Select(u => u.UserId));
        Assert.Equal(1, Scene.Listings);
    }

    [Fact]
    public async Task Users_are_got_by_number_and_by_UUID_alike_though_Drupal_addresses_them_by_UUID_only()
    {
        Scene.Seed(3);
        DrupalUser user = Scene.Database.Users[6];
        await using DrupalConnector connector = Scene.Connector();
        List<CmsUser> users = await connector.GetAsync(["6", user.Uuid.ToUpperInvariant(), "0", "7", "007", "no-id", "999", Guid.NewGuid().ToString()], RecordQuery.All, Token).ToListAsync(Token);
        Assert.Equal([("6", user.Uuid), ("7", Scene.Database.Users[7].Uuid)], users.Select(u => (u.UserId, u.Key)));
    }

    [Fact]
    public async Task The_page_of_a_user_is_known()
    {
        Scene.Seed(1);
        Assert.Equal(new Uri(Scene.Server.Address, "user/5").AbsoluteUri, (await WalkAsync()).Single(u => u.UserId == "5").ProfileUrl);
    }

    [Fact]
    public async Task An_address_is_compared_exactly_although_the_database_takes_e_with_an_accent_for_e()
    {
        Scene.Database.Add("Semen", "semen@example.org");
        Scene.Database.Add("Sémen", "sémen@example.org");
        await using DrupalConnector connector = Scene.Connector();
        Assert.Equal("semen@example.org", Assert.Single(await FindAsync(connector, "SEMEN@example.org")).Email);
        Assert.Equal("sémen@example.org", Assert.Single(await FindAsync(connector, "sémen@example.org")).Email);
    }

    [Fact]
    public async Task Two_hundred_addresses_are_looked_up_in_requests_that_every_web_server_takes()
    {
        Scene.Seed(200);
        await using DrupalConnector connector = Scene.Connector();
        string[] addresses = [.. Enumerable.Range(1, 200).Select(n => $"person{n:0000}@example.org"), new string('x', 60) + "@" + string.Join('.', Enumerable.Repeat(new string('y', 45), 4)) + ".example"];
        Assert.Equal(200, (await FindAsync(connector, addresses)).Count);
        Assert.All(Scene.Server.Log, r => Assert.InRange(r.Target.Length, 1, 8000));
        Assert.InRange(Scene.Listings, 4, 8);
    }

    [Fact]
    public async Task Changes_are_asked_for_in_Unix_seconds_because_an_ISO_date_lets_everything_through()
    {
        Scene.Seed(80);
        DateTimeOffset since = Scene.Database.Now.AddMinutes(1);
        Scene.Database.Users[10].Changed = since;
        Scene.Database.Users[11].Changed = since.AddSeconds(-1);
        Scene.Site.Clock.Advance(TimeSpan.FromMinutes(2));
        List<CmsUser> users = await WalkAsync(new RecordQuery { ChangedSince = since, Fields = [] });
        Assert.Equal("10", Assert.Single(users).UserId);
        Assert.Equal(since, users[0].ModifiedAt);
    }

    [Fact]
    public async Task More_users_than_a_page_that_changed_in_the_same_second_all_come_by_tie_break()
    {
        Scene.Seed(130);
        DateTimeOffset since = Scene.Database.Now.AddMinutes(1);
        foreach (DrupalUser user in Scene.Database.Users.Values.Where(u => u.Uid > 6))
            user.Changed = since.AddSeconds(user.Uid > 120 ? 1 : 0);
        Scene.Site.Clock.Advance(TimeSpan.FromMinutes(2));
        List<CmsUser> users = await WalkAsync(new RecordQuery { ChangedSince = since, Fields = [] });
        Assert.Equal(Enumerable.Range(7, 128).Select(n => n.ToString()), users.Select(u => u.UserId));
    }

    [Fact]
    public async Task Who_is_changed_while_changes_are_read_is_left_to_the_next_run_and_nobody_comes_twice()
    {
        Scene.Seed(70);
        DateTimeOffset since = Scene.Database.Now;
        await using DrupalConnector connector = Scene.Connector();
        List<CmsUser> users = [];
        await foreach (CmsUser user in connector.ReadAsync(new RecordQuery { ChangedSince = since, Fields = [] }, Token))
        {
            if (users.Count == 0)
            {
                Scene.Site.Clock.Advance(TimeSpan.FromSeconds(10));
                Scene.Database.Users[1].Saved(Scene.Database.Now);
                Scene.Database.Users[70].Saved(Scene.Database.Now);
            }

            users.Add(user);
        }

        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
        DateTimeOffset latest = users.Max(u => u.ModifiedAt)!.Value;
        Assert.True(latest <= since, "A later time would let the next run begin behind the changes that were not read.");
        Assert.Contains(await WalkAsync(new RecordQuery { ChangedSince = latest, Fields = [] }), u => u.UserId == "70");
    }

    [Fact]
    public async Task Search_looks_into_names_and_addresses()
    {
        Scene.Database.Add("Anna Berg", "x1@example.org");
        Scene.Database.Add("Somebody", "anna@example.org");
        Assert.Equal(["5", "6"], (await WalkAsync(new RecordQuery { Search = "anna" })).Select(u => u.UserId));
    }

    [Fact]
    public async Task A_log_in_that_never_was_is_empty_and_not_the_year_1970()
    {
        Scene.Seed(1);
        CmsUser user = (await WalkAsync()).Single(u => u.UserId == "5");
        Assert.True(user.Get("fields.login").IsEmpty);
        Assert.True(user.Get("fields.access").IsEmpty);
        Assert.Null(user.FirstName);
    }

    [Fact]
    public async Task An_account_without_an_address_is_read_with_an_empty_one()
    {
        Scene.Database.Add("Nomail", null);
        Assert.Equal("", (await WalkAsync()).Single(u => u.UserName == "Nomail").Email);
    }

    [Fact]
    public async Task Values_of_every_type_are_read()
    {
        DrupalUser full = Scene.Database.Add("Full", "full@example.org");
        full.Fields["field_about"] = new System.Text.Json.Nodes.JsonObject { ["value"] = "<p>Über & \"alles\"</p>", ["format"] = "basic_html", ["processed"] = "<p>x</p>" };
        full.Fields["field_interests"] = new System.Text.Json.Nodes.JsonArray("music", "books");
        full.Fields["field_bonus"] = 7;
        full.Fields["field_newsletter"] = false;
        full.Fields["field_birth_date"] = "1980-05-06";
        full.Fields["field_last_call"] = "2024-05-06T07:08:09+00:00";
        Scene.Site.TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Yekaterinburg");
        CmsUser user = (await WalkAsync()).Single(u => u.UserName == "Full");
        Assert.Equal(
            ["<p>Über & \"alles\"</p>", "music|books", "7", "false", "1980-05-06", "2024-05-06T12:08:09+05:00"],
            new[] { "about", "interests", "bonus", "newsletter", "birth_date", "last_call" }.Select(f => string.Join('|', user.Get("fields.field_" + f).Values)));
        Assert.True((await WalkAsync()).Single(u => u.UserName == "plain").Get("fields.field_interests").IsEmpty);
    }

    [Fact]
    public async Task Roles_carry_labels_where_the_account_may_see_them_and_machine_names_elsewhere()
    {
        Scene.Seed(3);
        Assert.Equal(new CmsGroup("member", "member"), Assert.Single((await WalkAsync()).Single(u => u.UserId == "7").Groups));
        Scene.Database.Permit("sync_service", "administer permissions");
        Assert.Equal(new CmsGroup("member", "Member"), Assert.Single((await WalkAsync()).Single(u => u.UserId == "7").Groups));
    }

    [Fact]
    public async Task A_filter_by_a_role_that_vanished_is_told_and_not_taken_for_an_empty_site()
    {
        Scene.Database.Permit("sync_service", "administer permissions");
        Scene.Profile = p => p with { Cms = p.Cms with { Filter = new RecordFilter { Groups = ["Customers"] } } };
        ConnectorException error = await FailAsync();
        Assert.Contains("Customers", error.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Remedy);
    }

    [Fact]
    public async Task A_filter_by_the_role_that_everybody_holds_is_refused_because_Drupal_does_not_list_it()
    {
        Scene.Profile = p => p with { Cms = p.Cms with { Filter = new RecordFilter { Groups = ["authenticated"] } } };
        Assert.Equal(ConnectorErrorKind.Fatal, (await FailAsync()).Kind);
    }

    [Fact]
    public async Task Groups_without_the_permission_to_list_them_are_those_that_users_hold()
    {
        Scene.Seed(3);
        await using DrupalConnector connector = Scene.Connector();
        Assert.Equal(["administrator", "member", "sync_reader", "sync_service"], (await connector.ListGroupsAsync(Token).ToListAsync(Token)).Select(g => g.Id).Order());
        Scene.Database.Permit("sync_service", "administer permissions");
        await using DrupalConnector mighty = Scene.Connector();
        Assert.Equal(["administrator", "editor", "member", "sync_reader", "sync_service"], (await mighty.ListGroupsAsync(Token).ToListAsync(Token)).Select(g => g.Id).Order());
    }

    [Fact]
    public async Task Fields_are_told_with_type_and_choices_where_the_account_may_see_their_definitions()
    {
        Scene.Database.Permit("sync_service", "administer user fields");
        await using DrupalConnector connector = Scene.Connector();
        Dictionary<string, FieldInfo> fields = (await connector.ListFieldsAsync(Token).ToListAsync(Token)).ToDictionary(f => f.Path);
        Assert.Equal(
            ["about text", "birth_date date", "bonus number", "first_name text", "interests choices", "last_call datetime", "last_name text", "newsletter boolean", "phone phone", "segment choice"],
            fields.Values.Where(f => f.Path.StartsWith("fields.field_", StringComparison.Ordinal)).Select(f => $"{f.Path[13..]} {f.Type}"));
        Assert.Equal(["client", "partner", "staff"], fields["fields.field_segment"].Choices);
    }

    [Fact]
    public async Task Fields_are_learned_from_our_own_account_where_their_definitions_are_not_shown()
    {
        await using DrupalConnector connector = Scene.Connector();
        List<FieldInfo> fields = await connector.ListFieldsAsync(Token).ToListAsync(Token);
        Assert.Equal(10, fields.Count(f => f.Path.StartsWith("fields.field_", StringComparison.Ordinal)));
    }

    private static async Task<List<CmsUser>> FindAsync(DrupalConnector connector, params string[] addresses) =>
        await connector.FindAsync(new LookupKey(KeyKind.Email, "email"), addresses, RecordQuery.All, Token).ToListAsync(Token);
}
