using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

public sealed class PlainPermalinksConformanceTests : CmsConnectorConformance
{
    private readonly WordPressStandIn _site = new() { PlainPermalinks = true };

    protected override string CustomField => "meta.company";

    protected override bool ChangesMemberships => true;

    protected override string JoinableGroup => "editor";

    protected override Task<ICmsConnector> OpenAsync() => Task.FromResult<ICmsConnector>(Open(WordPressStandIn.Secret));

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open("sync:wrong"));

    protected override Task CloseAsync() => _site.DisposeAsync().AsTask();

    private WordPressConnector Open(string secret) => new(Given.Site(_site.Address), secret, new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));
}
