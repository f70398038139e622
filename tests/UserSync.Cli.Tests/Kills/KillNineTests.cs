using System.Globalization;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests.Kills;

/// <summary>
/// kill -9 at random moments of runs of 2,000 users into a file. USERSYNC_KILLS says how many (10); with
/// USERSYNC_WP_URL and USERSYNC_WP_CREDENTIAL of tests/wordpress/start.sh the users come from a real WordPress, too.
/// </summary>
[Trait("Category", "slow")]
public sealed class KillNineTests
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("USERSYNC_KILLS") ?? "10", CultureInfo.InvariantCulture);
    private readonly ITestOutputHelper _output;

    public KillNineTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public async Task From_a_file_no_contact_comes_twice_and_no_link_is_missing()
    {
        var world = new KilledWorld(_output, new Dictionary<string, string?>());
        await world.RunAsync(Kills, folder =>
        {
            folder.Put("shop.json", Given.Profile());
            folder.Put("users.csv", Given.Users(2000));

            // Some are there already, so that a run links and updates as well as creates.
            folder.Put("contacts.csv", "id,first_name,last_name,email\n" + string.Concat(Enumerable.Range(1, 300).Select(i => $"K{i},,Old,USER{i * 5}@example.org\n")));
        });
    }

    [Fact]
    public async Task From_a_real_wordpress_no_contact_comes_twice_and_no_link_is_missing()
    {
        string? url = Environment.GetEnvironmentVariable("USERSYNC_WP_URL");
        string? credential = Environment.GetEnvironmentVariable("USERSYNC_WP_CREDENTIAL");
        bool required = Environment.GetEnvironmentVariable("USERSYNC_REQUIRE")?.Split(',').Contains("wordpress") == true;
        Assert.False(required && (url is null || credential is null), "USERSYNC_REQUIRE asks for WordPress, and USERSYNC_WP_URL or USERSYNC_WP_CREDENTIAL is not set.");
        Assert.SkipWhen(url is null || credential is null, "No WordPress: start one with tests/wordpress/start.sh and export what it prints.");
        var world = new KilledWorld(_output, new Dictionary<string, string?> { ["WP_SECRET"] = credential });
        await world.RunAsync(Kills, folder => folder.Put("shop.json", Given.Profile(Given.WordPress(url!))));
    }
}
