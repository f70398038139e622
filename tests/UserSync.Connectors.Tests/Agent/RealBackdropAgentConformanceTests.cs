using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>
/// The conformance suite against a real Backdrop, where USERSYNC_BACKDROP_ROOT names one that may be written to, with the fields of the
/// recordings. USERSYNC_BACKDROP_PHP: options of php, such as "-d pdo_mysql.default_socket=…".
/// </summary>
[Collection("real Backdrop")]
public sealed class RealBackdropAgentConformanceTests : CmsConnectorConformance
{
    private string? _settings;

    protected override string CustomField => "fields.field_about";

    protected override string FirstField => "fields.field_first_name";

    protected override string SecondField => "fields.field_last_name";

    protected override string? DateField => "fields.field_birth_date";

    protected override string? TimeField => "fields.field_last_call";

    protected override string? JoinableGroup => "Member";

    protected override bool ChangesMemberships => true;

    // The user name is the display name, and has no ampersand.
    protected override string Named(string name) => name.Replace(" &", "", StringComparison.Ordinal);

    protected override Task<ICmsConnector> OpenAsync() => Task.FromResult<ICmsConnector>(Open());

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);

    protected override async Task<ICmsConnector?> OpenInZoneAsync(string zone)
    {
        // As a site's settings.php overrides its configuration.
        _settings = Path.Combine(Path.GetTempPath(), $"usersync-{Guid.NewGuid():N}.php");
        await File.WriteAllTextAsync(_settings, $"<?php $config['system.date'] = ['default_timezone' => '{zone}', 'user_configurable_timezones' => 0];", Token);
        AgentConnector connector = Open("-d", $"auto_prepend_file={_settings}");
        Assert.Equal(zone, (await connector.HelloAsync(Token)).TimeZone);
        return connector;
    }

    protected override Task CloseAsync()
    {
        if (_settings is not null)
            File.Delete(_settings);
        return Task.CompletedTask;
    }

    /// <summary>The agent of this source tree on the real site, as the end of a profile; skips the test where there is none.</summary>
    internal static EndSettings End(params string[] phpOptions)
    {
        string? root = Environment.GetEnvironmentVariable("USERSYNC_BACKDROP_ROOT");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "No real Backdrop: set USERSYNC_BACKDROP_ROOT.");
        string[] options = (Environment.GetEnvironmentVariable("USERSYNC_BACKDROP_PHP") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Given.Site(new Uri("http://127.0.0.1:8084")) with { Kind = EndKinds.Backdrop, Agent = new AgentSettings(["php", .. options, .. phpOptions, Path.Combine(AgentFiles.Folder, "backdrop.php")], root) };
    }

    private static AgentConnector Open(params string[] phpOptions) => new(End(phpOptions), Path.GetTempPath(), new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));
}
