using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>
/// The conformance suite through joomla.php on a real Joomla, where USERSYNC_JOOMLA_ROOT names one that may be written to and USERSYNC_JOOMLA_URL its
/// address, with the custom fields company, first, last, birthday and last-call.
/// </summary>
[Collection("real Joomla")]
public sealed class RealJoomlaAgentConformanceTests : CmsConnectorConformance
{
    protected override string CustomField => "params.amocrm.telegram";

    protected override string FirstField => "fields.first";

    protected override string SecondField => "fields.last";

    protected override string? DateField => "fields.birthday";

    protected override string? TimeField => "fields.last-call";

    protected override string? JoinableGroup => "Author";

    protected override bool ChangesMemberships => true;

    /// <summary>The end of a profile; skips the test where there is no site.</summary>
    internal static EndSettings End(params string[] phpOptions)
    {
        string? root = Environment.GetEnvironmentVariable("USERSYNC_JOOMLA_ROOT");
        string? url = Environment.GetEnvironmentVariable("USERSYNC_JOOMLA_URL");
        Assert.SkipWhen(string.IsNullOrEmpty(root) || string.IsNullOrEmpty(url), "No real Joomla: set USERSYNC_JOOMLA_ROOT and USERSYNC_JOOMLA_URL.");
        return Given.Site(new Uri(url)) with { Kind = EndKinds.Joomla, Agent = new AgentSettings(["php", .. phpOptions, Path.Combine(AgentFiles.Folder, "joomla.php")], root) };
    }

    protected override async Task<ICmsConnector> OpenAsync()
    {
        AgentConnector connector = Open();
        // What nobody has is no field of the site.
        await connector.WriteAsync([new RecordWrite(1, WriteKind.Update) { RecordId = await FirstAsync(connector), Fields = [new FieldWrite(CustomField, UserSync.Core.Model.FieldValue.Of("@boss"), UserSync.Core.Model.FieldValue.NotRead)] }], Token);
        return connector;
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(Open("-d", $"date.timezone={zone}"));

    private static AgentConnector Open(params string[] phpOptions) => new(End(phpOptions), Path.GetTempPath(), new UserPolicy(), Given.Context(TimeProvider.System));

    private static async Task<string> FirstAsync(AgentConnector connector) => (await connector.ReadAsync(RecordQuery.All, Token).FirstAsync(Token)).UserId;
}
