namespace UserSync.Connectors.Tests.Conformance;

/// <summary>A real server that the environment names: <c>USERSYNC_DRUPAL_URL</c> and <c>USERSYNC_DRUPAL</c> with its secret, for instance.</summary>
/// <param name="name">The product in small letters, as <c>USERSYNC_REQUIRE</c> names it.</param>
internal sealed class RealServer(string name)
{
    public Uri Url => new(Value("_URL")!);

    public string Secret => Value("")!;

    /// <summary>Skips the running test when there is none, or fails it where one is demanded.</summary>
    public void Demand()
    {
        bool there = !string.IsNullOrEmpty(Value("_URL")) && !string.IsNullOrEmpty(Value(""));
        bool required = (Environment.GetEnvironmentVariable("USERSYNC_REQUIRE") ?? "").Split([',', ' ', ';']).Contains(name, StringComparer.OrdinalIgnoreCase);
        string why = $"No real {name}: set {Variable("_URL")} to its address and {Variable("")} to its secret.";
        Assert.False(required && !there, $"USERSYNC_REQUIRE demands a real {name}. {why}");
        Assert.SkipUnless(there, why);
    }

    private string? Value(string end) => Environment.GetEnvironmentVariable(Variable(end));

    private string Variable(string end) => $"USERSYNC_{name.ToUpperInvariant()}{end}";
}
