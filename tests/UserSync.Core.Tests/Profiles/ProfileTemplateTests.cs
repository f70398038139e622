using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileTemplateTests
{
    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (string cms in EndKinds.Cms)
            {
                foreach (string crm in EndKinds.Crm)
                    pairs.Add(cms, crm);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void New_profile_of_every_pair_loads_as_it_is(string cms, string crm)
    {
        string text = ProfileTemplate.Create(new ProfileTemplateRequest(cms, crm, "My shop"));
        SyncProfile profile = ProfileText.Load(text);
        Assert.Equal((cms, crm, "My shop", "my-shop"), (profile.Cms.Kind, profile.Crm.Kind, profile.Name, profile.Cms.Key));
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        Assert.Contains("sync-profile.schema.json", text.Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(["first_name", "last_name"], profile.Fields.Take(2).Select(f => f.Contact));
    }

    [Fact]
    public void What_is_given_stands_in_the_profile()
    {
        SyncProfile profile = ProfileText.Load(ProfileTemplate.Create(new ProfileTemplateRequest("WordPress", "CSV", "shop")
        {
            Site = "s1", Account = "a1", CmsUrl = "https://shop.example", CrmPath = "C:\\data\\\"people\".csv", CmsCredential = "secret:Vault/Shop", Schema = "/opt/usersync/sync-profile.schema.json",
        }));
        Assert.Equal(("s1", "a1", "secret:Vault/Shop"), (profile.Cms.Key, profile.Crm.Key, profile.Cms.Credential));
        Assert.EndsWith("C:\\data\\\"people\".csv", profile.Crm.File!.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_never_gets_into_a_profile()
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() =>
            ProfileTemplate.Create(new ProfileTemplateRequest("wordpress", "csv", "shop") { CmsCredential = "admin:hunter2" }));
        Assert.Equal(ErrorIds.ProfileInvalid, e.Error.Id);
        Assert.DoesNotContain("hunter2", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_that_cannot_be_is_told_without_a_file_that_nobody_wrote()
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() => ProfileTemplate.Create(new ProfileTemplateRequest("wordpress", "csv", "../x")));
        Assert.Equal((ErrorIds.ProfileInvalid, "../x"), (e.Error.Id, e.Error.Item));
        Assert.Contains("$.name", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("new.json", e.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(e.Error.Remedy!);
    }

    [Theory]
    [InlineData("typo3", "csv")]
    [InlineData("wordpress", "wordpress")]
    public void Unknown_kind_is_refused(string cms, string crm) => Assert.Equal(
        ErrorIds.ProfileInvalid,
        Assert.Throws<UserSyncException>(() => ProfileTemplate.Create(new ProfileTemplateRequest(cms, crm, "x"))).Error.Id);

    [Theory]
    [InlineData(null, "csv", "contacts.csv")]
    [InlineData("people.JSON", "json", "people.JSON")]
    [InlineData("people.tsv", "csv", "people.tsv")]
    public void A_file_is_of_the_kind_that_its_path_says(string? path, string kind, string expected)
    {
        SyncProfile profile = ProfileText.Load(ProfileTemplate.Create(new ProfileTemplateRequest("file", "File", "shop") { CrmPath = path }));
        Assert.Equal(("csv", kind), (profile.Cms.Kind, profile.Crm.Kind));
        Assert.EndsWith(expected, profile.Crm.File!.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_names_make_usable_keys()
    {
        SyncProfile profile = ProfileText.Load(ProfileTemplate.Create(new ProfileTemplateRequest("drupal", "json", "1. Verein & Söhne")));
        Assert.Equal("1.-verein---söhne", profile.Cms.Key);
        Assert.Equal("env:_1__VEREIN___S_HNE_CMS", profile.Cms.Credential);
    }
}
