using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.Tests.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>The conformance suite through wordpress.php, against the real WordPress of tests/wordpress/start.sh.</summary>
[Collection("real WordPress")]
public sealed class RealWordPressAgentConformanceTests : CmsConnectorConformance
{
    // Not registered for REST: only the agent reaches it.
    protected override string CustomField => "meta.nickname_at_work";

    protected override string? JoinableGroup => "Editor";

    protected override bool ChangesMemberships => true;

    internal static AgentConnector Open(params string[] phpOptions) => new(End(phpOptions), Path.GetTempPath(), new UserPolicy { ReassignTo = "1" }, Given.Context(TimeProvider.System));

    /// <summary>The end of a profile; skips the test where there is no site.</summary>
    internal static EndSettings End(params string[] phpOptions)
    {
        RealSite.Demand();
        Assert.SkipWhen(RealSite.Root is null, "USERSYNC_WP_ROOT is not set: start the WordPress of tests/wordpress/start.sh anew.");
        AgentFiles.DemandPhp();
        return Given.Site(new Uri(RealSite.Url!)) with
        {
            Agent = new AgentSettings(["php", .. phpOptions, Path.Combine(AgentFiles.Folder, "wordpress.php")], RealSite.Root) { Timeout = TimeSpan.FromSeconds(60) },
        };
    }

    protected override async Task<ICmsConnector> OpenAsync()
    {
        AgentConnector connector = Open();
        // What nobody has is no field of the site.
        await connector.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = "1", Fields = [new FieldWrite(CustomField, FieldValue.Of("the boss"), FieldValue.NotRead)] }], Token);
        return connector;
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);
}
