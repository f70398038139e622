using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Tests.Support;

namespace UserSync.Core.Tests.Execution;

/// <summary>Our links beside those that the CRM keeps itself, compared and carried over when somebody asks for it.</summary>
public sealed class MirrorExchangeTests : IDisposable
{
    private static readonly LinkRepair Import = new(ToCrm: false);
    private static readonly LinkRepair Export = new(ToCrm: true);
    private readonly Scene _scene = new();

    public MirrorExchangeTests()
    {
        foreach (string id in new[] { "1", "2", "3" })
        {
            _scene.Cms.Users.Add(new CmsUser { Site = "site", UserId = id, Key = "k" + id, Name = "Anna", Email = $"anna{id}@example.org" });
            _scene.Crm.Add("1" + id, "Anna");
        }
    }

    [Fact]
    public async Task What_is_alike_is_no_difference()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("1", "11"));
        Assert.Empty(await CompareAsync());
    }

    [Fact]
    public async Task What_only_the_CRM_links_is_taken_by_an_import_and_left_by_an_export()
    {
        Theirs(("1", "11"));
        LinkDifference difference = Assert.Single(await CompareAsync());
        Assert.Equal((LinkDifferenceKind.OnlyThere, true, false), (difference.Kind, Import.Takes(difference), Export.Takes(difference)));
        await CarryAsync(Import);
        SyncLink link = Assert.Single(await _scene.LinksAsync());
        Assert.Equal(("11", "k1", LinkOrigin.Imported), (link.ContactId, link.UserKey, link.Origin));
        Assert.Empty(await CompareAsync());
    }

    [Fact]
    public async Task What_only_we_link_is_written_by_an_export_and_left_by_an_import()
    {
        await _scene.LinkAsync("1", "11");
        Assert.False(Import.Takes(Assert.Single(await CompareAsync())));
        await CarryAsync(Export);
        Assert.Equal([("1", "11")], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)));
    }

    [Fact]
    public async Task A_row_of_the_CRM_whose_contact_is_in_the_trash_makes_way_only_when_asked()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("1", "12"));
        _scene.Crm.Change("12", c => c with { State = ContactState.Trashed });
        LinkDifference difference = Assert.Single(await CompareAsync());
        Assert.Equal((LinkDifferenceKind.StaleThere, false, true), (difference.Kind, Export.Takes(difference), (Export with { Mend = true }).Takes(difference)));
        await CarryAsync(Export with { Mend = true });
        Assert.Equal([("1", "11")], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)));
    }

    [Fact]
    public async Task A_row_of_a_user_whom_the_site_does_not_have_makes_way_for_our_link_to_its_contact()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("99", "11"));
        LinkDifference[] differences = [.. await CompareAsync()];
        Assert.Equal([("1", LinkDifferenceKind.StaleThere), ("99", LinkDifferenceKind.Unclear)], differences.Select(d => (d.UserId, d.Kind)));
        await CarryAsync(Export with { Mend = true });
        Assert.Equal([("1", "11")], _scene.Crm.Mirrored.Select(m => (m.UserId, m.ContactId)));
    }

    [Fact]
    public async Task Our_link_moves_with_a_merged_contact_only_when_asked()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("1", "12"));
        _scene.Crm.Change("11", c => c with { State = ContactState.Trashed });
        LinkDifference difference = Assert.Single(await CompareAsync());
        Assert.Equal((LinkDifferenceKind.StaleHere, false), (difference.Kind, Import.Takes(difference)));
        await CarryAsync(Import with { Mend = true });
        Assert.Equal("12", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Fact]
    public async Task Where_both_may_be_right_nothing_moves_until_the_user_is_named()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("1", "12"));
        LinkDifference difference = Assert.Single(await CompareAsync());
        Assert.Equal(LinkDifferenceKind.Unclear, difference.Kind);
        Assert.False((Import with { Mend = true, Force = true }).Takes(difference));
        Assert.False((Export with { Mend = true, Force = true }).Takes(difference));
        Assert.True((Export with { Mend = true }).Reports(difference));
        await CarryAsync(Import with { Force = true, UserIds = ["1"] });
        Assert.Equal("12", Assert.Single(await _scene.LinksAsync()).ContactId);
    }

    [Fact]
    public async Task A_contact_that_we_link_to_somebody_else_is_never_taken_from_him()
    {
        await _scene.LinkAsync("1", "11");
        Theirs(("1", "11"), ("2", "11"));
        Assert.All(await CompareAsync(), d => Assert.Equal((LinkDifferenceKind.Unclear, true), (d.Kind, d.Offered is null)));
    }

    [Fact]
    public async Task Several_rows_of_one_user_are_unclear()
    {
        Theirs(("1", "11"), ("1", "12"));
        Assert.Equal(LinkDifferenceKind.Unclear, Assert.Single(await CompareAsync()).Kind);
    }

    public void Dispose() => _scene.Dispose();

    private void Theirs(params (string User, string Contact)[] links) => _scene.Crm.Mirrored.AddRange(links.Select(l => new MirroredLink(l.User, l.Contact)));

    private async Task<List<LinkDifference>> CompareAsync()
    {
        await using LinkStore store = await _scene.OpenStoreAsync();
        return await Exchange(store).CompareAsync(CancellationToken.None).ToListAsync();
    }

    private async Task CarryAsync(LinkRepair repair)
    {
        await using LinkStore store = await _scene.OpenStoreAsync();
        List<LinkDifference> taken = await Exchange(store).CompareAsync(CancellationToken.None).Where(repair.Takes).ToListAsync();
        Assert.NotEmpty(taken);
        if (repair.ToCrm)
            Assert.Empty(await Exchange(store).WriteToCrmAsync(taken, CancellationToken.None));
        else
            Assert.All(await Exchange(store).TakeFromCrmAsync(taken, CancellationToken.None), c => Assert.True(c.Changed));
    }

    private MirrorExchange Exchange(LinkStore store) => new(_scene.Profile, _scene.Cms, _scene.Crm, store);
}
