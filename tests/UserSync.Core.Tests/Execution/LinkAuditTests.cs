using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Model;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

public sealed class LinkAuditTests : IDisposable
{
    private static readonly SyncLink Link = new() { Site = "site", Account = "account", UserId = "1", ContactId = "10" };
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("anna@x.org", "ANNA@x.org", LinkState.Ok)]
    [InlineData("anna@bücher.example", "anna@xn--bcher-kva.example", LinkState.Ok)]
    [InlineData("second@x.org", "first@x.org second@x.org", LinkState.Ok)]
    [InlineData("zoe@x.org", "zoë@x.org", LinkState.EmailDiffers)]
    [InlineData("anna@x.org", "", LinkState.EmailDiffers)]
    [InlineData("", "anna@x.org", LinkState.EmailDiffers)]
    [InlineData("", "", LinkState.Ok)]
    [InlineData("not an address", "Not an address", LinkState.Ok)]
    public void Addresses_are_compared_as_matching_compares_them(string user, string contact, LinkState expected)
        => Assert.Equal(expected, LinkAudit.Finding(Link, User(user), Contact(contact)).State);

    [Theory]
    [InlineData(ContactState.Gone, LinkState.ContactMissing)]
    [InlineData(ContactState.Trashed, LinkState.ContactTrashed)]
    [InlineData(ContactState.Merged, LinkState.ContactMerged)]
    public void What_became_of_a_contact_is_told(ContactState state, LinkState expected)
    {
        LinkFinding finding = LinkAudit.Finding(Link, User("anna@x.org"), Contact("anna@x.org") with { State = state, MergedInto = state == ContactState.Merged ? "77" : null });
        Assert.Equal((expected, true, state == ContactState.Merged ? "77" : null), (finding.State, finding.IsBroken, finding.MergedInto));
    }

    [Fact]
    public void A_contact_that_is_not_shown_is_missing_and_the_words_say_that_nobody_proved_it()
    {
        LinkFinding finding = LinkAudit.Finding(Link, User("anna@x.org"), null);
        Assert.Equal(LinkState.ContactMissing, finding.State);
        Assert.Contains("may not see it", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_user_goes_first_and_the_words_tell_both()
    {
        LinkFinding finding = LinkAudit.Finding(Link, null, Contact("x@x.org") with { State = ContactState.Trashed });
        Assert.Equal((LinkState.UserMissing, "user 1 is gone, and contact 10 lies in the trash"), (finding.State, finding.Detail));
    }

    [Fact]
    public void Addresses_that_were_not_told_do_not_differ()
    {
        Assert.Equal(LinkState.Ok, LinkAudit.Finding(Link, User("a@x.org"), Contact("b@x.org") with { Emails = null }).State);
        Assert.Equal(LinkState.Ok, LinkAudit.Finding(Link, User("a@x.org") with { Email = null }, Contact("b@x.org")).State);
    }

    [Fact]
    public void A_placeholder_is_temporary_and_no_difference()
        => Assert.Equal((LinkState.Temporary, false), (LinkAudit.Finding(Link with { IsTemporary = true }, User("contact-10@nowhere.example"), Contact("")) is var f ? f.State : default, f.IsBroken));

    [Fact]
    public async Task Links_are_asked_about_in_the_batches_of_each_side_and_told_in_their_order()
    {
        var links = new List<SyncLink>();
        for (int n = 1; n <= 25; n++)
        {
            _scene.Cms.Add($"{n}", $"u{n}@x.org");
            _scene.Crm.Add($"c{n}", "", $"u{n}@x.org");
            links.Insert(0, Link with { UserId = $"{n}", ContactId = $"c{n}" });
        }

        _scene.Cms.Capabilities = _scene.Cms.Capabilities with { Costs = new ReadCosts(5, 5, 5) };
        _scene.Crm.Capabilities = _scene.Crm.Capabilities with { Costs = new ReadCosts(10, 10, 10) };
        List<LinkFinding> findings = await new LinkAudit(_scene.Cms, _scene.Crm).TestAsync(links.ToAsyncEnumerable(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(links.Select(l => l.UserId), findings.Select(f => f.UserId));
        Assert.All(findings, f => Assert.Equal(LinkState.Ok, f.State));
        Assert.Equal((5, 3, 0), (_scene.Cms.Requests.Reads, _scene.Crm.Requests.Reads, _scene.Cms.Requests.Writes + _scene.Crm.Requests.Writes));
    }

    [Fact]
    public async Task The_first_findings_come_before_the_last_links_are_read()
    {
        _scene.Crm.Capabilities = _scene.Cms.Capabilities = _scene.Cms.Capabilities with { Costs = new ReadCosts(2, 2, 2) };
        int read = 0;
        IAsyncEnumerable<SyncLink> links = Enumerable.Range(1, 100).ToAsyncEnumerable().Select(n => Link with { UserId = $"{read = n}" });
        await foreach (LinkFinding finding in new LinkAudit(_scene.Cms, _scene.Crm).TestAsync(links, TestContext.Current.CancellationToken))
        {
            Assert.Equal(("1", 2), (finding.UserId, read));
            break;
        }
    }

    private static CmsUser User(string email) => new() { Site = "site", UserId = "1", Email = email };

    private static CrmContact Contact(string emails) => new() { Account = "account", ContactId = "10", Emails = [.. emails.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(e => e.Contains('@', StringComparison.Ordinal)).Select(e => new ContactEmail(e)), .. emails.Length > 0 && !emails.Contains('@', StringComparison.Ordinal) ? new[] { new ContactEmail(emails) } : []] };
}
