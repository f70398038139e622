using UserSync.Connectors.Drupal;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>A real Drupal with the fields, roles and accounts of the simulator's seed; fresh for each run, because a delete only blocks and names stay taken.</summary>
public sealed class RealDrupalConformanceTests : DrupalConformanceTests
{
    private static readonly RealServer Server = new("drupal");

    protected override Task<ICmsConnector> OpenAsync()
    {
        Server.Demand();
        return Task.FromResult<ICmsConnector>(Open(Server.Secret));
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open("nobody:wrong"));

    protected override Task<ICmsConnector?> OpenWithoutRightsAsync() => Task.FromResult<ICmsConnector?>(Open("reader:reader-pass"));

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(null);

    protected override Task CloseAsync() => Task.CompletedTask;

    private static DrupalConnector Open(string secret)
    {
        SyncProfile profile = new()
        {
            Name = "test",
            Path = "/nowhere/test.json",
            Cms = new EndSettings { Kind = "drupal", Key = "site", Url = Server.Url, Http = Given.Http },
            Crm = new EndSettings { Kind = "csv", Key = "crm" },
            Links = new LinkStoreSettings(),
            Direction = SyncDirection.Both,
            Fields = [new FieldMapping("name", "name") { Direction = SyncDirection.Both }],
        };
        return new DrupalConnector(profile, secret, Given.Context(TimeProvider.System));
    }
}
