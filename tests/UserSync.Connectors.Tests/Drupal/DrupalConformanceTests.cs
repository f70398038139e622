using UserSync.Connectors.Drupal;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>A simulated Drupal, held against what every CMS connector must do.</summary>
public class DrupalConformanceTests : CmsConnectorConformance
{
    private DrupalScene _scene = null!;

    protected override string CustomField => "fields.field_about";

    protected override string FirstField => "fields.field_first_name";

    protected override string SecondField => "fields.field_last_name";

    protected override string? DateField => "fields.field_birth_date";

    protected override string? TimeField => "fields.field_last_call";

    protected override string? JoinableGroup => "member";

    protected override bool ChangesMemberships => true;

    protected override IReadOnlyList<string> BadAddresses => ["not an address", " @example.org", "a@"];

    /// <summary>Permissions of the account beyond what it needs.</summary>
    protected virtual string[] Permissions => ["administer permissions", "administer user fields"];

    // Names are log-ins here: an ampersand is illegal in them.
    protected override string Named(string name) => name.Replace(" & ", " ", StringComparison.Ordinal);

    protected override async Task<ICmsConnector> OpenAsync()
    {
        _scene = await DrupalScene.StartAsync(new SimulatedClock(TimeProvider.System));
        _scene.Profile = profile => profile with { Fields = [new FieldMapping("name", "name") { Direction = SyncDirection.Both }], Cms = profile.Cms };
        _scene.Seed(310);
        // Each field was used before: that is how types are known without the permission to see them.
        DrupalUser used = _scene.Database.Users[5];
        used.Fields["field_birth_date"] = "1980-05-06";
        used.Fields["field_last_call"] = "2024-01-01T00:00:00+00:00";
        _scene.Database.Permit("sync_service", Permissions);
        return Open(DrupalScene.Secret);
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open("sync:wrong"));

    protected override Task<ICmsConnector?> OpenWithoutRightsAsync() => Task.FromResult<ICmsConnector?>(Open("reader:reader-pass"));

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone)
    {
        _scene.Site.TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        return Task.FromResult<ICmsConnector?>(Open(DrupalScene.Secret));
    }

    protected override Task CloseAsync() => _scene.DisposeAsync().AsTask();

    private DrupalConnector Open(string secret) => _scene.Connector(secret, time: TimeProvider.System);
}
