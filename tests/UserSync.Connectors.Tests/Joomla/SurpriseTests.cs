using System.Text.Json.Nodes;
using UserSync.Connectors.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>The surprising rows of the contract that are about how requests and answers look; the others are in <see cref="TrapTests"/>, <see cref="ListingTests"/> and <see cref="CustomFieldTests"/>.</summary>
public sealed class SurpriseTests : IAsyncLifetime
{
    private JoomlaScene _scene = null!;
    private JoomlaUser _anna = null!;

    private static CancellationToken Token => JoomlaScene.Token;

    private JoomlaDatabase Site => _scene.Site;

    private JsonObject Sent => JsonNode.Parse(_scene.Writes.Last().Body)!.AsObject();

    public async ValueTask InitializeAsync()
    {
        _scene = await JoomlaScene.StartAsync();
        _anna = Site.Add("Anna", "a@example.org");
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_page_has_twenty_rows_by_default_and_no_maximum_so_a_length_is_always_asked_for()
    {
        _scene.Seed(600);
        Assert.Equal((20, 602), (await RowsAsync(""), await RowsAsync("?page[limit]=1000000")));
        _scene.Server.ClearLog();
        await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.All(_scene.Server.Log, r => Assert.Contains("page%5Blimit%5D=", r.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_offset_equal_to_the_total_brings_the_last_page_again_so_reading_stops_where_no_next_page_is_named()
    {
        _scene.Seed(998);
        Assert.Equal(500, await RowsAsync("?page[offset]=1000&page[limit]=500"));
        _scene.Server.ClearLog();
        Assert.Equal(1000, (await JoomlaScene.WalkAsync(_scene.Connector())).Count);
        Assert.Equal(["0", "500"], _scene.Server.Log.Where(r => r.Target.Contains("/v1/users?", StringComparison.Ordinal) && r.Target.Contains("limit%5D=500", StringComparison.Ordinal) && !r.Target.Contains("filter", StringComparison.Ordinal))
            .Select(r => r.Target.Split("offset%5D=")[1].Split('&')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_end_of_the_window_of_registration_is_ignored_without_a_start_so_none_is_ever_sent()
    {
        _scene.Seed(600);
        Assert.Equal(602, await RowsAsync("?page[limit]=-1&filter[registrationDateEnd]=2001-12-31T00:00:00Z"));
        _scene.Server.ClearLog();
        await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.DoesNotContain(_scene.Server.Log, r => r.Target.Contains("registrationDateEnd", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_time_for_a_filter_has_neither_a_fraction_nor_a_bare_plus()
    {
        _scene.Seed(600);
        await JoomlaScene.WalkAsync(_scene.Connector());
        string[] starts = [.. _scene.Server.Log.Select(r => r.Target).Where(t => t.Contains("registrationDateStart", StringComparison.Ordinal)).Select(t => t.Split("registrationDateStart%5D=")[1].Split('&')[0])];
        Assert.NotEmpty(starts);
        Assert.All(starts, s => Assert.Matches("^[0-9T%AZ-]+$", s));
    }

    [Fact]
    public async Task A_plus_in_an_address_is_sent_encoded_because_a_bare_one_is_a_blank()
    {
        Site.Add("Plus", "plus+news@example.org");
        JoomlaConnector connector = _scene.Connector();
        Assert.Single(await connector.FindAsync(new LookupKey(KeyKind.Email, "email"), ["plus+news@example.org"], RecordQuery.All, Token).ToListAsync(Token));
        Assert.Contains(_scene.Server.Log, r => r.Target.Contains("plus%2Bnews%40example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Times_are_UTC_without_a_marker_whatever_the_zone_of_the_site()
    {
        _anna.Registered = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
        foreach (string zone in new[] { "UTC", "Europe/Moscow", "Pacific/Honolulu" })
        {
            CmsUser user = await JoomlaScene.GetAsync(_scene.InZone(zone, zone), _anna.Id);
            Assert.Equal((_anna.Registered, TimeSpan.Zero), (user.CreatedAt, user.CreatedAt!.Value.Offset));
        }
    }

    [Fact]
    public async Task A_create_is_answered_by_200_without_an_address_so_the_id_is_read_from_the_body()
    {
        WriteResult made = await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "b@example.org")));
        Assert.Equal(Site.Users.Values.Single(u => u.Email == "b@example.org").Id.ToString(), made.RecordId);
    }

    [Fact]
    public async Task Requests_are_flat_although_answers_are_JSON_API()
    {
        await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "b@example.org")));
        Assert.Equal((false, "b@example.org"), (Sent.ContainsKey("data"), Sent["email"]!.ToString()));
        await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(_anna.Id, ("name", "Berta")));
        Assert.Equal((false, "Berta"), (Sent.ContainsKey("data"), Sent["name"]!.ToString()));
    }

    [Fact]
    public async Task Groups_go_as_a_list_because_a_text_crashes_the_site()
    {
        await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", "b@example.org")) with { Groups = ["Author", "2"] });
        Assert.Equal(["2", "3"], Sent["groups"]!.AsArray().Select(g => g!.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whether_a_new_user_is_blocked_is_always_sent()
    {
        foreach (bool? enabled in new bool?[] { null, true, false })
        {
            await JoomlaScene.SendAsync(_scene.Connector(), _scene.New(("email", $"{enabled}@example.org")) with { Enabled = enabled });
            Assert.Equal(enabled == false ? "1" : "0", Sent["block"]!.ToString());
        }
    }

    [Fact]
    public async Task Null_changes_nothing_so_a_clear_is_an_empty_text()
    {
        _anna.Values["company"] = ["Firm"];
        WriteResult cleared = await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(_anna.Id, ("fields.company", "")));
        Assert.Equal("", Sent["com_fields"]!["company"]!.GetValue<string>());
        Assert.True(cleared.Returned["fields.company"].IsEmpty);
    }

    [Fact]
    public async Task A_calendar_without_time_that_goes_along_is_not_sent_as_it_was_told()
    {
        Site.AddField("born", "calendar", required: true);
        _anna.Values["born"] = ["1990-12-31 15:46:29"];
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(_anna.Id, ("name", "Berta")))).Outcome);
        Assert.Equal("1990-12-31", Sent["com_fields"]!["born"]!.ToString());
    }

    [Fact]
    public async Task A_list_that_goes_along_is_not_sent_as_it_was_told()
    {
        Site.AddField("size", "list", required: true, options: [("s", "Small"), ("l", "Large")]);
        _anna.Values["size"] = ["l"];
        Assert.Equal(WriteOutcome.Done, (await JoomlaScene.SendAsync(_scene.Connector(), _scene.Change(_anna.Id, ("name", "Berta")))).Outcome);
        Assert.Equal("l", Sent["com_fields"]!["size"]!.GetValue<string>());
    }

    [Fact]
    public async Task No_address_ends_in_a_slash_because_the_site_knows_none_that_does()
    {
        JoomlaConnector connector = _scene.Connector();
        await JoomlaScene.WalkAsync(connector);
        await JoomlaScene.GetAsync(connector, _anna.Id);
        await JoomlaScene.SendAsync(connector, _scene.Change(_anna.Id, ("name", "Berta")));
        await JoomlaScene.SendAsync(connector, _scene.Write(WriteKind.Delete, _anna.Id));
        Assert.All(_scene.Server.Log, r => Assert.False(r.Target.Split('?')[0].EndsWith('/')));
    }

    [Fact]
    public async Task Ids_of_groups_are_told_for_one_user_only_so_a_list_is_completed_by_titles()
    {
        CmsUser listed = (await JoomlaScene.WalkAsync(_scene.Connector())).Single(u => u.UserId == _anna.Id.ToString());
        CmsUser alone = await JoomlaScene.GetAsync(_scene.Connector(), _anna.Id);
        Assert.Equal(new CmsGroup("2", "Registered"), Assert.Single(listed.Groups));
        Assert.Equal(listed.Groups, alone.Groups);
    }

    [Fact]
    public async Task A_user_without_a_group_is_read_as_such()
    {
        _anna.Groups.Clear();
        Assert.Empty((await JoomlaScene.GetAsync(_scene.Connector(), _anna.Id)).Groups);
        Assert.Empty((await JoomlaScene.WalkAsync(_scene.Connector())).Single(u => u.UserId == _anna.Id.ToString()).Groups);
    }

    // How many rows the site answers to a question that the connector never asks.
    private async Task<int> RowsAsync(string query)
    {
        using HttpClient plain = new();
        plain.DefaultRequestHeaders.Add("Authorization", "Bearer " + JoomlaDatabase.Token(42));
        plain.DefaultRequestHeaders.Add("Accept", "application/vnd.api+json");
        return JsonNode.Parse(await plain.GetStringAsync(new Uri(_scene.Server.Address, "api/index.php/v1/users" + query), Token))!["data"]!.AsArray().Count;
    }
}
