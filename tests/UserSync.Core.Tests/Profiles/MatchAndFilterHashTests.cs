using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class MatchAndFilterHashTests
{
    private static readonly SyncProfile Profile = ProfileText.Load(ProfileText.WordPressToCsv());

    [Fact]
    public void Hash_is_a_SHA_256_that_stays() =>
        Assert.Equal("8fe2d3a34b32abe85c9db438cfc661c8b5428e8e31b3bedbed3c3cedc6bda495", Profile.MatchAndFilterHash);

    [Fact]
    public void Changed_match_or_filter_changes_the_hash() => Assert.Distinct(
        new[]
        {
            Profile,
            Profile with { Match = [MatchRule.Email, new MatchRule("fields.no", "no", MatchKind.Text)] },
            Profile with { Match = [new MatchRule("fields.no", "no", MatchKind.Text), MatchRule.Email] },
            Profile with { Cms = Profile.Cms with { Filter = new RecordFilter { Groups = ["a"] } } },
            Profile with { Cms = Profile.Cms with { Filter = new RecordFilter { Groups = ["a", "b"] } } },
            Profile with { Cms = Profile.Cms with { Filter = new RecordFilter { Groups = ["a 1:b"] } } },
            Profile with { Crm = Profile.Crm with { Filter = new RecordFilter { Tags = ["a"] } } },
            Profile with { Crm = Profile.Crm with { Filter = new RecordFilter { NotTags = ["a"] } } },
        }.Select(p => p.MatchAndFilterHash));

    [Fact]
    public void Anything_else_leaves_the_hash_alone() => Assert.Single(
        new[]
        {
            Profile,
            Profile with { Name = "other", Direction = SyncDirection.Both, Contacts = new ContactPolicy { Create = false } },
            Profile with { Fields = [new FieldMapping("a", "b")] },
        }.Select(p => p.MatchAndFilterHash).Distinct());

    [Fact]
    public void Order_of_a_filter_means_nothing()
    {
        SyncProfile one = Profile with { Cms = Profile.Cms with { Filter = new RecordFilter { Groups = ["a", "b"] } } };
        SyncProfile two = Profile with { Cms = Profile.Cms with { Filter = new RecordFilter { Groups = ["b", "a", "b"] } } };
        Assert.Equal(one.MatchAndFilterHash, two.MatchAndFilterHash);
    }
}
