using UserSync.Connectors.Joomla;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>A real Joomla with the custom fields of <see cref="JoomlaScene"/>, a user in the group Public, mail to new users off, and all of its zones UTC.</summary>
public sealed class RealJoomlaConformanceTests : JoomlaConformanceTests
{
    private static readonly RealServer Server = new("joomla");

    protected override Task<ICmsConnector> OpenAsync()
    {
        Server.Demand();
        return Task.FromResult<ICmsConnector>(Open(Server.Secret));
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(Open(JoomlaDatabase.Token(99)));

    protected override Task<ICmsConnector?> OpenWithoutRightsAsync() => Task.FromResult<ICmsConnector?>(null);

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(null);

    private static JoomlaConnector Open(string token)
    {
        EndSettings end = new() { Kind = "joomla", Key = "shop", Url = Server.Url, Http = Given.Http, Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["mailOff"] = "confirmed", ["timeZone"] = "UTC" } };
        return new JoomlaConnector(end, token, new UserPolicy(), [], Given.Context(TimeProvider.System));
    }
}
