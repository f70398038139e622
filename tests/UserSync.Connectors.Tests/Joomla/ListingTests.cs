using UserSync.Connectors.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Lists of users, by the rows of the contract: an order by names that change, pages that repeat, filters that are ignored.</summary>
public sealed class ListingTests : IAsyncLifetime
{
    private JoomlaScene _scene = null!;

    private static CancellationToken Token => JoomlaScene.Token;

    private JoomlaDatabase Site => _scene.Site;

    public async ValueTask InitializeAsync() => _scene = await JoomlaScene.StartAsync();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(498)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(999)]
    [InlineData(1600)]
    public async Task Everybody_comes_once_whatever_the_number(int seeded)
    {
        _scene.Seed(seeded);
        List<CmsUser> users = await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.Equal(Site.Users.Keys, users.Select(u => int.Parse(u.UserId)).Order());
        Assert.Equal(Site.Users.Count, await _scene.Connector().CountAsync(Token));
    }

    [Fact]
    public async Task Five_thousand_users_cost_ten_pages_of_five_hundred_two_at_once_and_four_looks_at_the_numbers()
    {
        _scene.Seed(4999);
        Assert.Equal(5000, (await JoomlaScene.WalkAsync(_scene.Connector(), new RecordQuery { Fields = [] })).Count);
        string[] pages = [.. _scene.Server.Log.Where(r => r.Target.Contains("/v1/users?", StringComparison.Ordinal)).Select(r => Uri.UnescapeDataString(r.Target))];
        Assert.Equal(10, pages.Count(p => p.Contains("page[limit]=500", StringComparison.Ordinal) && !p.Contains("filter", StringComparison.Ordinal)));
        Assert.Equal(14, pages.Length);
        Assert.Equal(15, _scene.Server.Log.Count);
    }

    [Fact]
    public async Task Offsets_are_multiples_of_the_length_and_none_is_at_the_end()
    {
        _scene.Seed(1499);
        await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.DoesNotContain(_scene.Server.Log, r => r.Target.Contains("offset%5D=1500", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_lost_or_doubled_when_a_name_moves_somebody_to_a_page_that_was_read()
    {
        _scene.Seed(1700);
        JoomlaUser late = Site.Add("Zzz last", "late@example.org");
        late.Registered = late.Registered!.Value.AddDays(-1);
        List<CmsUser> users = await WhileAsync(1, () => late.Name = "Aaa first");
        Assert.Single(users, u => u.UserId == late.Id.ToString());
        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
        Assert.Equal(Site.Users.Count, users.Count);
    }

    [Fact]
    public async Task Nobody_is_lost_when_one_is_deleted_and_all_move_up()
    {
        _scene.Seed(1700);
        int first = Site.Users.Values.OrderBy(u => u.Name, StringComparer.Ordinal).First().Id;
        List<CmsUser> users = await WhileAsync(1, () => Site.Users.Remove(first));
        Assert.Superset(Site.Users.Keys.Select(k => k.ToString()).ToHashSet(), users.Select(u => u.UserId).ToHashSet());
    }

    [Fact]
    public async Task Nobody_is_lost_when_a_delete_a_new_user_and_a_rename_hide_each_other()
    {
        _scene.Seed(1700);
        JoomlaUser late = Site.Add("Zzz last", "late@example.org");
        late.Registered = late.Registered!.Value.AddDays(-1);
        int first = Site.Users.Values.OrderBy(u => u.Name, StringComparer.Ordinal).First().Id;
        List<CmsUser> users = await WhileAsync(1, () =>
        {
            Site.Users.Remove(first);
            late.Name = "Aaa first";
            Site.Add("Zzz new", "new@example.org");
        });
        Assert.Superset(Site.Users.Keys.Select(k => k.ToString()).ToHashSet(), users.Select(u => u.UserId).ToHashSet());
        Assert.Equal(users.Count, users.DistinctBy(u => u.UserId).Count());
    }

    [Fact]
    public async Task A_listing_that_shrinks_below_the_next_offset_ends()
    {
        _scene.Seed(1700);
        List<CmsUser> users = await WhileAsync(1, () =>
        {
            foreach (int id in Site.Users.Keys.Where(k => k != 42).Skip(200).ToList())
                Site.Users.Remove(id);
        });
        Assert.Superset(Site.Users.Keys.Select(k => k.ToString()).ToHashSet(), users.Select(u => u.UserId).ToHashSet());
    }

    [Fact]
    public async Task A_site_whose_users_change_all_the_time_is_an_error_and_no_endless_walk()
    {
        _scene.Seed(1100);
        int next = 0;
        _scene.Server.Add(new Fault(FaultKind.CutBefore, r =>
        {
            if (r.Target.Contains("page%5Blimit%5D=1&", StringComparison.Ordinal) || r.Target.EndsWith("page%5Blimit%5D=1", StringComparison.Ordinal))
                Site.Users.Remove(Site.Users.Keys.ElementAt(++next));
            return false;
        }));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(_scene.Connector()));
        Assert.Equal(ErrorIds.ListingIncomplete, error.Error.Id);
    }

    [Fact]
    public async Task A_page_that_repeats_for_ever_is_an_error_and_no_endless_walk()
    {
        _scene.Seed(1100);
        Site.RepeatsFirstPage = true;
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(_scene.Connector()));
        Assert.Equal(ErrorIds.ListingIncomplete, error.Error.Id);
        Assert.InRange(_scene.Server.Log.Count, 10, 60);
    }

    [Fact]
    public async Task Unknown_filters_are_ignored_so_only_known_ones_are_sent()
    {
        Site.Add("Author", "author@example.org", 3);
        JoomlaConnector connector = _scene.Connector();
        Assert.Equal("author@example.org", Assert.Single(await JoomlaScene.WalkAsync(connector, new RecordQuery { Groups = ["author"] })).Email);
        await JoomlaScene.WalkAsync(connector, new RecordQuery { Search = "author" });
        string[] known = ["page[offset]", "page[limit]", "filter[groupid]", "filter[search]", "filter[registrationDateStart]"];
        Assert.All(_scene.Server.Log, r => Assert.All(Parameters(r), name => Assert.Contains(name, known)));
    }

    [Fact]
    public async Task A_site_that_ignores_the_filter_is_noticed()
    {
        Site.Add("Author", "author@example.org", 3);
        Site.Add("Editor", "editor@example.org", 4);
        JoomlaConnector connector = _scene.Connector();
        await connector.IdentifyAsync(Token);
        // The number of a group now means another one, as behind a proxy that drops the filter.
        Site.Groups[Site.Groups.FindIndex(g => g.Id == 3)] = new JoomlaGroup(3, 1, 9, 14, "Editor");
        Site.Groups[Site.Groups.FindIndex(g => g.Id == 4)] = new JoomlaGroup(4, 1, 9, 14, "Author");
        Assert.Equal(ConnectorErrorKind.Protocol, (await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Groups = ["Author"] }))).Kind);
    }

    [Fact]
    public async Task Several_groups_are_read_by_one_walk_and_every_row_is_checked()
    {
        Site.Add("Author", "author@example.org", 3);
        Site.Add("Editor", "editor@example.org", 4);
        Site.Add("Other", "other@example.org");
        Assert.Equal(["author@example.org", "editor@example.org"], (await JoomlaScene.WalkAsync(_scene.Connector(), new RecordQuery { Groups = ["3", "Editor"] })).Select(u => u.Email!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_not_there_is_an_error_and_no_empty_site()
    {
        JoomlaConnector connector = _scene.Connector();
        Assert.Contains("Vanished", (await Assert.ThrowsAsync<ConnectorException>(() => JoomlaScene.WalkAsync(connector, new RecordQuery { Groups = ["Vanished"] }))).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_that_two_groups_share_are_told_apart_by_the_user_itself()
    {
        Site.Groups.Add(new JoomlaGroup(20, 6, 30, 31, "Author"));
        JoomlaUser one = Site.Add("One", "one@example.org", 20);
        JoomlaUser two = Site.Add("Two", "two@example.org", 3);
        List<CmsUser> users = await JoomlaScene.WalkAsync(_scene.Connector());
        Assert.Equal("20", Assert.Single(users.Single(u => u.UserId == one.Id.ToString()).Groups).Id);
        Assert.Equal("3", Assert.Single(users.Single(u => u.UserId == two.Id.ToString()).Groups).Id);
    }

    [Fact]
    public async Task Search_finds_without_accents_and_by_id()
    {
        JoomlaUser user = Site.Add("Ёлка", "yolka@example.org");
        Assert.Single(await JoomlaScene.WalkAsync(_scene.Connector(), new RecordQuery { Search = "Елка" }));
        Assert.Equal(user.Id.ToString(), Assert.Single(await JoomlaScene.WalkAsync(_scene.Connector(), new RecordQuery { Search = $"id:{user.Id}" })).UserId);
        Assert.Empty(await JoomlaScene.WalkAsync(_scene.Connector(), new RecordQuery { Search = "email:yolka@example.org" }));
    }

    [Fact]
    public async Task Three_users_cost_three_reads_and_no_listing()
    {
        _scene.Seed(20);
        JoomlaConnector connector = _scene.Connector();
        await connector.IdentifyAsync(Token);
        _scene.Server.ClearLog();
        Assert.Equal(3, (await connector.GetAsync(["43", "44", "45"], new RecordQuery { Fields = [] }, Token).ToListAsync(Token)).Count);
        Assert.Equal(3, _scene.Server.Log.Count);
        Assert.DoesNotContain(_scene.Server.Log, r => r.Target.Contains("/v1/users?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_single_page_is_one_snapshot_and_needs_no_proof()
    {
        _scene.Seed(20);
        JoomlaConnector connector = _scene.Connector();
        await connector.IdentifyAsync(Token);
        _scene.Server.ClearLog();
        await JoomlaScene.WalkAsync(connector, new RecordQuery { Fields = [] });
        Assert.Equal(3, _scene.Server.Log.Count);
    }

    [Fact]
    public async Task Changes_cannot_be_asked_for_and_the_connector_says_so()
    {
        Assert.False(_scene.Connector().Capabilities.ModifiedTime);
        Assert.All(await JoomlaScene.WalkAsync(_scene.Connector()), user => Assert.Null(user.ModifiedAt));
    }

    private static IEnumerable<string> Parameters(LoggedRequest request) =>
        request.Target.Split('?').Skip(1).SelectMany(q => q.Split('&')).Select(p => Uri.UnescapeDataString(p.Split('=')[0]));

    // Something happens on the site right after the page with this number was answered.
    private async Task<List<CmsUser>> WhileAsync(int page, Action change)
    {
        int seen = 0;
        _scene.Server.Add(new Fault(FaultKind.CutBefore, r =>
        {
            if (r.Target.Contains("page%5Blimit%5D=500", StringComparison.Ordinal) && r.Target.Contains("/v1/users?", StringComparison.Ordinal) && !r.Target.Contains("filter", StringComparison.Ordinal) && seen++ == page)
                change();
            return false;
        }));
        return await JoomlaScene.WalkAsync(_scene.Connector(end: _scene.End(new HttpSettings { Timeout = Fakes.Given.Timeout, Parallel = 1 })));
    }
}
