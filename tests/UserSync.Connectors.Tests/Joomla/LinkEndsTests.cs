using UserSync.Connectors.CiviCrm;
using UserSync.Connectors.Joomla;
using UserSync.Connectors.Tests.CiviCrm;
using UserSync.Core.Errors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Links that come from elsewhere are made only where both ends are there, and asking costs no more than it must.</summary>
public sealed class LinkEndsTests : IAsyncLifetime
{
    private JoomlaScene _joomla = null!;
    private CiviScene _civi = null!;

    public async ValueTask InitializeAsync() => (_joomla, _civi) = (await JoomlaScene.StartAsync(), await CiviScene.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _joomla.DisposeAsync();
        await _civi.DisposeAsync();
    }

    [Fact]
    public async Task Only_links_of_live_users_and_contacts_pass_and_get_what_the_site_tells()
    {
        int user = _joomla.Site.Add("Anna", "anna@example.org").Id;
        long live = _civi.Contact("Anna", "Berg", "anna@example.org");
        long trashed = _civi.Contact("Old", "Berg", "old@example.org");
        _civi.Trash(trashed);
        IReadOnlyList<LinkChange> looked = await CheckAsync(_joomla.Connector(), Link(user, live), Link(999, live), Link(user, trashed), Link(user, 999_999));
        Assert.Equal([null, ErrorIds.UserNotFound, ErrorIds.ContactNotFound, ErrorIds.ContactNotFound], looked.Select(l => l.Error?.Id));
        Assert.Equal(("anna@example.org", user.ToString()), (looked[0].Link.Email, looked[0].Link.UserKey));
        Assert.Contains("in the trash", looked[2].Error!.Message, StringComparison.Ordinal);
        Assert.All(looked.Skip(1), l => Assert.NotNull(l.Error!.Remedy));
    }

    [Fact]
    public async Task Many_links_cost_a_walk_and_few_cost_look_ups()
    {
        _joomla.Seed(700);
        long contact = _civi.Contact("Anna", "Berg", "anna@example.org");
        await CheckAsync(_joomla.Connector(), [.. Enumerable.Range(43, 700).Select(n => Link(n, contact))]);
        Assert.InRange(_joomla.Server.Log.Count, 5, 10);
        _joomla.Server.ClearLog();
        await CheckAsync(_joomla.Connector(), Link(43, contact));
        Assert.Equal(2, _joomla.Server.Log.Count);
    }

    [Fact]
    public async Task Who_is_outside_the_filter_is_there_all_the_same()
    {
        _joomla.Seed(40);
        long contact = _civi.Contact("Anna", "Berg", "anna@example.org");
        int author = _joomla.Site.Add("Author", "author@example.org", 3).Id;
        JoomlaConnector filtered = _joomla.Connector(end: _joomla.End() with { Filter = new RecordFilter { Groups = ["Registered"] } });
        IReadOnlyList<LinkChange> looked = await CheckAsync(filtered, [.. Enumerable.Range(43, 40).Append(author).Select(n => Link(n, contact))]);
        Assert.All(looked, l => Assert.Null(l.Error));
    }

    private static SyncLink Link(int user, long contact) => new() { Site = "shop", Account = "civi", UserId = user.ToString(), ContactId = contact.ToString() };

    private async Task<IReadOnlyList<LinkChange>> CheckAsync(JoomlaConnector cms, params SyncLink[] links)
    {
        await using CiviCrmConnector crm = _civi.Connector();
        return await new LinkEnds(cms, crm).CheckAsync(links, JoomlaScene.Token);
    }
}
