using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Mapping;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileLoaderTests
{
    [Fact]
    public void Profile_with_only_what_is_required_has_the_defaults()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.WordPressToCsv());
        Assert.Equal("shop", profile.Name);
        Assert.Equal(ProfileText.Path, profile.Path);
        Assert.Equal(("wordpress", "shop", "env:SHOP_WP"), (profile.Cms.Kind, profile.Cms.Key, profile.Cms.Credential));
        Assert.Equal(new HttpSettings(), profile.Cms.Http);
        Assert.Equal("/profiles/people.csv", profile.Crm.File!.Path);
        Assert.Equal(new LinkStoreSettings { Path = "/profiles/shop.links.db" }, profile.Links);
        Assert.Equal([MatchRule.Email], profile.Match);
        Assert.Equal(SyncDirection.ToCrm, profile.Direction);
        Assert.True(profile.Contacts is { Create: true, Update: true, OnUserDeleted: GonePolicy.Unlink });
        Assert.True(profile.Users is { Create: true, Enabled: false, Notify: NotifyChoice.Never, OnContactDeleted: GonePolicy.Report });
        Assert.Equal(new RelinkPolicy(), profile.Relink);
        Assert.Equal(new BrakeSettings(), profile.Brakes);
        Assert.Equal(365, profile.History.KeepDays);
    }

    [Fact]
    public void Comments_and_a_byte_order_mark_are_no_trouble()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("usersync-").FullName, "shop.json");
        File.WriteAllText(path, "\uFEFF// a comment\n" + ProfileText.WordPressToCsv("\"direction\": \"both\" /* why not */"));
        Assert.Equal(SyncDirection.Both, ProfileLoader.Load(path).Direction);
    }

    [Fact]
    public void Name_of_the_file_stands_in_for_a_missing_name() =>
        Assert.Equal("shop", ProfileText.Load(ProfileText.WordPressToCsv().Replace("\"name\": \"shop\",", "", StringComparison.Ordinal)).Name);

    [Fact]
    public void Profile_of_the_design_document_loads()
    {
        SyncProfile profile = ProfileText.Load(File.ReadAllText(SourceTree.File("tests/UserSync.Core.Tests/Profiles/Samples/design.json")));
        Assert.Equal("amocrm", profile.Crm.Kind);
        Assert.Equal(["email", "fields.phone", "fields.customer_no"], profile.Match.Select(m => m.User));
        Assert.Equal([MatchKind.Email, MatchKind.Phone, MatchKind.Text], profile.Match.Select(m => m.Kind));
        Assert.Equal(4, profile.Fields.Count);
        Assert.Equal("#555111", profile.Fields[1].Previous);
        Assert.Equal("phone(\"DE\")", profile.Fields[2].Transform.Signature);
        Assert.Null(profile.Fields[2].Back);
        Assert.Equal(GonePolicy.Note, profile.Contacts.OnUserDeleted);
        Assert.Equal("placeholder.example.org", profile.Users.Temporary.Domain);
    }

    [Fact]
    public void Paths_start_at_the_folder_of_the_profile()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.Of(
            """{ "kind": "wordpress", "site": "s", "url": "https://x.example", "credential": "file:secrets/wp" }""",
            """{ "kind": "json", "account": "a", "path": "../data/people.json" }""",
            "\"links\": { \"path\": \"/var/lib/usersync/shop.db\" }"));
        Assert.Equal("file:/profiles/secrets/wp", profile.Cms.Credential);
        Assert.Equal("/data/people.json", profile.Crm.File!.Path);
        Assert.Equal("/var/lib/usersync/shop.db", profile.Links.Path);
    }

    [Fact]
    public void Way_back_is_derived_where_it_follows_from_the_transforms()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.WordPressToCsv("""
            "fields": [
              { "user": "meta.born", "contact": "born", "direction": "both", "transform": [ { "date": { "from": "dd.MM.yyyy", "to": "yyyy-MM-dd" } } ] },
              { "user": "meta.level", "contact": "level", "direction": "both", "transform": [ { "map": { "gold": "1" } } ] },
              { "user": "meta.first", "contact": "first", "direction": "both", "transform": [ { "split": { "part": "first" } } ], "back": [ "trim" ] }
            ]
            """));
        Assert.Equal(FieldValue.Of("24.12.2001"), profile.Fields[0].ToUser.Apply(FieldValue.Of("2001-12-24")));
        Assert.Equal(FieldValue.Of("gold"), profile.Fields[1].ToUser.Apply(FieldValue.Of("1")));
        Assert.Equal("trim", profile.Fields[2].ToUser.Signature);
    }

    [Fact]
    public void Every_transform_can_be_written()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.WordPressToCsv("""
            "fields": [ { "user": "a", "contact": "b", "transform": [
              "trim", "lower", "upper", "title", "phone", { "phone": "de" }, { "date": { "from": "dd.MM.yyyy", "to": "yyyy-MM-dd" } },
              { "split": { "separator": " ", "part": "rest" } }, { "split": { "part": 2 } }, { "join": ", " }, { "map": { "gold": "1", "none": null, "*": "0" } },
              { "constant": "x" }, { "template": "{value} {first_name}" }, { "replace": { "pattern": "[^0-9]", "with": "" } }, { "truncate": 40 } ] } ]
            """));
        Assert.Equal(15, profile.Fields[0].Transform.Steps.Count);
        Assert.Equal(["first_name"], profile.Fields[0].Transform.RecordPaths);
        Assert.Contains(new SplitTransform(null, SplitPart.Index, 2), profile.Fields[0].Transform.Steps);
    }

    [Fact]
    public void Direction_of_the_profile_is_the_default_of_fields_and_groups()
    {
        SyncProfile profile = ProfileText.Load(ProfileText.Of(
            """{ "kind": "csv", "site": "s", "path": "u.csv", "groupsColumn": "groups" }""",
            """{ "kind": "csv", "account": "a", "path": "c.csv", "tagsColumn": "tags" }""",
            """
            "direction": "both", "fields": [ { "user": "name", "contact": "name" } ], "groups": [ { "group": "g", "tag": "t" }, { "group": "h", "tag": "u", "direction": "toCms" } ]
            """));
        Assert.Equal(SyncDirection.Both, profile.Fields[0].Direction);
        Assert.Equal([SyncDirection.Both, SyncDirection.ToCms], profile.Groups.Select(g => g.Direction));
    }

    [Theory]
    [InlineData("civicrm", """{ "group": "g" }""", "tag")]
    [InlineData("civicrm", """{ "group": "g", "tag": "t", "contactGroup": "c" }""", "names a tag and a group")]
    [InlineData("amocrm", """{ "group": "g", "contactGroup": "c" }""", "has no groups of contacts")]
    public void A_line_of_groups_names_one_tag_or_one_group_that_the_CRM_has(string kind, string line, string problem) =>
        Assert.Contains(
            ProfileText.Problems(ProfileText.Of(
                """{ "kind": "csv", "site": "s", "path": "u.csv", "groupsColumn": "groups" }""",
                $$"""{ "kind": "{{kind}}", "account": "1", "url": "https://x.example.org", "credential": "file:k" }""",
                $$"""
                "contacts": { "create": false }, "groups": [ {{line}} ]
                """)),
            p => p.What.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Missing_file_is_not_found()
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() => ProfileLoader.Load("/nowhere/shop.json"));
        Assert.Equal(ErrorIds.ProfileNotFound, e.Error.Id);
        Assert.NotNull(e.Error.Remedy);
    }

    [Fact]
    public void File_that_is_not_text_is_invalid()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("usersync-").FullName, "shop.json");
        File.WriteAllBytes(path, [0x7B, 0xFF, 0xFE, 0x7D]);
        Assert.Equal(ErrorIds.ProfileInvalid, Assert.Throws<UserSyncException>(() => ProfileLoader.Load(path)).Error.Id);
        File.WriteAllText(path, new string(' ', 2_000_000));
        Assert.Contains("1 MB", Assert.Throws<UserSyncException>(() => ProfileLoader.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_has_a_line_for_each_error_in_the_order_of_the_file()
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() => ProfileText.Load("{\n  \"cms\": { \"kind\": \"wordpres\" },\n  \"direcion\": \"both\"\n}"));
        Assert.Equal(ErrorIds.ProfileInvalid, e.Error.Id);
        string[] lines = e.Message.Split('\n');
        Assert.Equal("The profile /profiles/shop.json has 3 errors:", lines[0]);
        Assert.StartsWith("shop.json(1,1): $: 'crm' is missing; add", lines[1], StringComparison.Ordinal);
        Assert.Equal("shop.json(2,20): $.cms.kind: 'wordpres' is not known here; did you mean 'wordpress'?", lines[2]);
        Assert.Equal("shop.json(3,3): $.direcion: there is no property 'direcion' here; did you mean 'direction'?", lines[3]);
    }
}
