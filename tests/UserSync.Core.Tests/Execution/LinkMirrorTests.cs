using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Links that the CRM keeps itself: docs/sync-semantics.md, a test a row.</summary>
public sealed class LinkMirrorTests : IDisposable
{
    private readonly Scene _scene = new();

    public LinkMirrorTests() => _scene.Crm.Capabilities = _scene.Crm.Capabilities with { LinkMirror = true };

    [Fact]
    public async Task Whom_the_CRM_links_itself_is_linked_before_any_rule()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "private@example.net");
        _scene.Crm.Add("12", "Other", "anna@example.org");
        _scene.Crm.Mirrored.Add(new MirroredLink("1", "11"));
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((1, 0, 0), (summary.Linked, summary.Created, summary.Conflicts));
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        Assert.Equal(("1", "11", LinkOrigin.Imported), (link.UserId, link.ContactId, link.Origin));
    }

    [Fact]
    public async Task Whom_the_CRM_links_to_the_trash_is_a_conflict()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Change("11", c => c with { State = ContactState.Trashed });
        _scene.Crm.Mirrored.Add(new MirroredLink("1", "11"));
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Costs = new ReadCosts(1, 10, 10) };
        _scene.Crm.Add("12", "Other", "other@example.org");
        _scene.Crm.Add("13", "Further", "further@example.org");
        SyncResult result = Assert.Single(await _scene.ResultsAsync(new SyncRequest { UserIds = ["1"] }));
        Assert.Equal(ChangeOutcome.Conflict, result.Outcome);
        Assert.Empty(await _scene.LinksAsync());
    }

    [Fact]
    public async Task Several_links_of_the_CRM_for_one_user_are_a_conflict()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna", "anna2@example.org");
        _scene.Crm.Mirrored.AddRange([new MirroredLink("1", "11"), new MirroredLink("1", "12")]);
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((0, 0, 1), (summary.Linked, summary.Created, summary.Conflicts));
    }

    [Fact]
    public async Task A_contact_that_the_CRM_links_to_another_user_is_taken()
    {
        _scene.Cms.Add("2", "anna@example.org", "Berta");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Mirrored.Add(new MirroredLink("1", "11"));
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal((0, 0, 1), (summary.Linked, summary.Created, summary.Conflicts));
        Assert.Single(_scene.Crm.Contacts);
    }

    [Fact]
    public async Task A_link_is_written_to_the_CRMs_own_table()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "berta@example.org", "Berta");
        _scene.Cms.Add("3", "cara@example.org", "Cara");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Berta", "berta@example.org");
        await _scene.LinkAsync("2", "12");
        await _scene.RunAllAsync();
        string cara = (await _scene.LinksAsync()).Single(l => l.UserId == "3").ContactId;
        Assert.Equal([("1", "11"), ("2", "12"), ("3", cara)], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)).Order());
        int writes = _scene.Crm.MirrorWrites;
        await _scene.RunAllAsync();
        Assert.Equal(writes, _scene.Crm.MirrorWrites);
    }

    [Fact]
    public async Task Nothing_is_written_to_the_CRMs_own_table_under_WhatIf()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        await _scene.LinkAsync("1", "11");
        await _scene.RunAsync(new SyncRequest { All = true, WhatIf = true });
        Assert.Empty(_scene.Crm.Mirrored);
    }

    [Fact]
    public async Task An_unlink_is_taken_out_of_the_CRMs_own_table()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Cms.Add("2", "berta@example.org", "Berta");
        await _scene.RunAllAsync();
        Assert.Equal(2, _scene.Crm.Mirrored.Count);
        _scene.Cms.Users.RemoveAll(u => u.UserId == "2");
        await _scene.RunAllAsync();
        Assert.Equal("1", Assert.Single(_scene.Crm.Mirrored).UserId);
    }

    [Fact]
    public async Task An_unlink_that_the_CRM_refuses_to_take_out_of_its_table_fails_and_is_tried_again()
    {
        _scene.Cms.Add("1", "anna@x.org", "Anna");
        _scene.Cms.Add("2", "berta@x.org", "Berta");
        await _scene.RunAllAsync();
        _scene.Cms.Users.RemoveAll(u => u.UserId == "2");
        _scene.Crm.KeepsMirrored = true;
        Assert.Equal((0, 1), await _scene.RunAllAsync() is { } s ? (s.Unlinked, s.Failed) : default);
        Assert.Equal(2, (await _scene.LinksAsync()).Count);
        _scene.Crm.KeepsMirrored = false;
        Assert.Equal((1, 0), await _scene.RunAllAsync() is { } t ? (t.Unlinked, t.Failed) : default);
        Assert.Equal("1", Assert.Single(_scene.Crm.Mirrored).UserId);
    }

    [Fact]
    public async Task A_link_that_differs_from_the_CRMs_own_is_reported()
    {
        _scene.Cms.Add("1", "anna@example.org", "Anna");
        _scene.Crm.Add("11", "Anna", "anna@example.org");
        _scene.Crm.Add("12", "Anna", "anna2@example.org");
        await _scene.LinkAsync("1", "11");
        _scene.Crm.Mirrored.Add(new MirroredLink("1", "12"));
        SyncSummary summary = await _scene.RunAllAsync();
        Assert.Equal(1, summary.Conflicts);
        Assert.Equal("12", Assert.Single(_scene.Crm.Mirrored).ContactId);
        Assert.Equal("11", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Theory]
    [InlineData("10", 0)]
    [InlineData("77", 1)]
    public async Task A_new_user_that_the_CRM_links_at_once_gets_no_second_row(string contact, int differs)
    {
        _scene.Profile = _scene.Profile with { Direction = SyncDirection.Both };
        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { ModifiedTime = true };
        _scene.Crm.Add("10", "Anna", "anna@x.org");
        bool made = false;
        _scene.Cms.BeforeStoring = (_, _) =>
        {
            made = true;
            return Task.CompletedTask;
        };
        List<SyncEvent> events = await _scene.EventsAsync(new SyncRequest { All = true }, onEvent: e =>
        {
            // What lives in the site hears of the new user at once, and makes or links a contact of its own.
            if (made && _scene.Crm.Mirrored.Count == 0)
                Link(contact);
        });
        Assert.Equal(contact, Assert.Single(_scene.Crm.Mirrored).ContactId);
        Assert.Equal("10", Assert.Single(await _scene.LinksAsync()).ContactId);
        Assert.Equal(differs, events.OfType<MessageEvent>().Count(e => e.IsWarning && e.Text.Contains("linked the new user", StringComparison.Ordinal)));
        SyncSummary next = await _scene.RunAllAsync();
        Assert.Equal((true, differs), (next.NothingToDo, next.Conflicts));
        Assert.Single(_scene.Crm.Mirrored);
    }

    public void Dispose() => _scene.Dispose();

    private void Link(string contact)
    {
        if (_scene.Crm.Contacts.TrueForAll(c => c.ContactId != contact))
            _scene.Crm.Add(contact, "Made by the CRM itself", "anna@x.org");
        _scene.Crm.Mirrored.Add(new MirroredLink(Assert.Single(_scene.Cms.Users).UserId, contact));
    }
}
