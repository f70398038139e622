namespace UserSync.Connectors.Tests.Agent;

/// <summary>The agents of this source tree, and the PHP to run them.</summary>
internal static class AgentFiles
{
    public const string WhyNoPhp = "No php on the PATH: install php-cli.";

    /// <summary>Folder module/agents.</summary>
    public static string Folder { get; } = Path.Combine(Root(), "module", "agents");

    /// <summary>Folder tests.</summary>
    public static string Tests { get; } = Path.Combine(Root(), "tests");

    /// <summary>True when php can be started.</summary>
    public static bool HasPhp { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "php")));

    /// <summary>Skips the running test where there is no PHP, or fails it where the real WordPress is demanded, which needs it too.</summary>
    public static void DemandPhp()
    {
        bool required = (Environment.GetEnvironmentVariable("USERSYNC_REQUIRE") ?? "").Split([',', ' ', ';']).Contains("wordpress", StringComparer.OrdinalIgnoreCase);
        Assert.False(required && !HasPhp, "USERSYNC_REQUIRE demands PHP. " + WhyNoPhp);
        Assert.SkipUnless(HasPhp, WhyNoPhp);
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "UserSync.psd1")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the source tree.");
        return folder;
    }
}
