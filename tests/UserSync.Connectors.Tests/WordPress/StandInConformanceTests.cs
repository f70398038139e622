using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

public sealed class StandInConformanceTests : CmsConnectorConformance
{
    private readonly WordPressStandIn _site = new();

    protected override string CustomField => "meta.company";

    protected override bool ChangesMemberships => true;

    protected override Task<ICmsConnector> OpenAsync()
    {
        _site.Seed(310);
        return Task.FromResult<ICmsConnector>(Open(WordPressStandIn.Secret));
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open("sync:wrong"));

    protected override string JoinableGroup => "editor";

    protected override Task<ICmsConnector?> OpenWithoutRightsAsync()
    {
        _site.Rights.Clear();
        return Task.FromResult<ICmsConnector?>(Open(WordPressStandIn.Secret));
    }

    protected override Task CloseAsync() => _site.DisposeAsync().AsTask();

    private WordPressConnector Open(string secret) => new(Given.Site(_site.Address), secret, new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));
}
