using UserSync.Core.Errors;
using UserSync.Core.Profiles;

namespace UserSync.Core.Tests.Profiles;

public sealed class ProfileLocatorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("usersync-").FullName;

    private string First => Path.Combine(_root, "first");

    private string Second => Path.Combine(_root, "second");

    private ProfileLocator Locator => new([First, Second, Path.Combine(_root, "missing")], Path.Combine(_root, "settings", "default-profile"));

    public ProfileLocatorTests()
    {
        Directory.CreateDirectory(First);
        Directory.CreateDirectory(Second);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Profile_is_found_by_the_name_of_its_file_or_its_own()
    {
        string shop = Write(First, "shop", "shop");
        string other = Write(Second, "x17", "Club");
        Assert.Equal(shop, Locator.Find("shop", _root));
        Assert.Equal(other, Locator.Find("club", _root));
    }

    [Fact]
    public void Path_starts_at_the_folder_that_is_passed_in()
    {
        string shop = Write(First, "shop", "shop");
        Assert.Equal(shop, Locator.Find("first/shop.json", _root));
        Assert.Equal(shop, Locator.Find(shop, "/"));
        Assert.Equal(shop, Locator.Find("shop.json", First));
    }

    [Fact]
    public void Earlier_folder_wins()
    {
        string first = Write(First, "shop", "shop");
        Write(Second, "shop", "shop");
        Assert.Equal(first, Locator.Find("shop", _root));
        Assert.Equal(first, Assert.Single(Locator.List()).Path);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("./nobody.json")]
    [InlineData("first/../secret")]
    public void Missing_profile_is_told_with_the_places_searched(string name)
    {
        UserSyncException e = Assert.Throws<UserSyncException>(() => Locator.Find(name, _root));
        Assert.Equal(ErrorIds.ProfileNotFound, e.Error.Id);
        Assert.Contains(_root, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_profiles_of_one_name_in_a_folder_are_not_guessed()
    {
        Write(First, "a", "Club");
        Write(First, "b", "club");
        Assert.Contains("Several profiles", Assert.Throws<UserSyncException>(() => Locator.Find("club", _root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listing_shows_valid_and_broken_profiles_and_no_schema()
    {
        Write(First, "shop", "shop");
        File.WriteAllText(Path.Combine(First, "broken.json"), "{ \"name\": \"broken\" }");
        File.WriteAllText(Path.Combine(First, "sync-profile.schema.json"), "{}");
        List<ProfileListing> list = [.. Locator.List()];
        Assert.Equal([("broken", false), ("shop", true)], list.Select(p => (p.Name, p.IsValid)));
        Assert.Contains("broken.json(1,1): $: 'cms' is missing", list[0].Error, StringComparison.Ordinal);
        Assert.Null(list[1].Error);
    }

    [Fact]
    public void Default_profile_is_remembered_and_forgotten()
    {
        Assert.Null(Locator.ReadDefault());
        Locator.WriteDefault(null);
        Locator.WriteDefault("shop");
        Locator.WriteDefault("club");
        Assert.Equal("club", Locator.ReadDefault());
        Locator.WriteDefault(null);
        Assert.Null(Locator.ReadDefault());
    }

    [Fact]
    public void Default_profile_that_cannot_be_stored_is_an_error()
    {
        File.WriteAllText(Path.Combine(_root, "settings"), "a file where a folder should be");
        Assert.Equal(ErrorIds.FileNotWritable, Assert.Throws<UserSyncException>(() => Locator.WriteDefault("shop")).Error.Id);
        Assert.Equal(ErrorIds.FileNotWritable, Assert.Throws<UserSyncException>(() => new ProfileLocator([]).WriteDefault("shop")).Error.Id);
    }

    private static string Write(string folder, string file, string name)
    {
        string path = Path.Combine(folder, file + ".json");
        File.WriteAllText(path, ProfileText.WordPressToCsv().Replace("\"name\": \"shop\"", $"\"name\": \"{name}\"", StringComparison.Ordinal));
        return path;
    }
}
