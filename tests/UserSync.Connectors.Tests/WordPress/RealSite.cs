namespace UserSync.Connectors.Tests.WordPress;

/// <summary>The real WordPress of tests/wordpress/start.sh.</summary>
internal static class RealSite
{
    public const string Why = "No real WordPress: run tests/wordpress/start.sh and set USERSYNC_WP_URL and USERSYNC_WP_CREDENTIAL as it prints.";

    public static string? Url => Environment.GetEnvironmentVariable("USERSYNC_WP_URL");

    public static string? Credential => Environment.GetEnvironmentVariable("USERSYNC_WP_CREDENTIAL");

    /// <summary>The folder of the site, for the agent.</summary>
    public static string? Root => Environment.GetEnvironmentVariable("USERSYNC_WP_ROOT");

    /// <summary>Skips the running test when there is none, or fails it where one is demanded.</summary>
    public static void Demand()
    {
        bool there = !string.IsNullOrEmpty(Url) && !string.IsNullOrEmpty(Credential);
        bool required = (Environment.GetEnvironmentVariable("USERSYNC_REQUIRE") ?? "").Split([',', ' ', ';']).Contains("wordpress", StringComparer.OrdinalIgnoreCase);
        Assert.False(required && !there, "USERSYNC_REQUIRE demands a real WordPress. " + Why);
        Assert.SkipUnless(there, Why);
    }
}
