using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

[Collection("real WordPress")]
public sealed class RealWordPressConformanceTests : CmsConnectorConformance
{
    protected override string CustomField => "meta.company";

    protected override bool ChangesMemberships => true;

    protected override string JoinableGroup => "editor";

    protected override Task<ICmsConnector> OpenAsync()
    {
        RealSite.Demand();
        return Task.FromResult<ICmsConnector>(Open(RealSite.Credential!));
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open("admin:wrong"));

    private static WordPressConnector Open(string secret) => new(Given.Site(new Uri(RealSite.Url!)), secret, new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));
}
