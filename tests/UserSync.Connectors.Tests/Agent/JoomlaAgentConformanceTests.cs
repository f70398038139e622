using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>The conformance suite through joomla.php, on the stand-in of Joomla's core.</summary>
public sealed class JoomlaAgentConformanceTests : CmsConnectorConformance
{
    private JoomlaStandIn? _site;

    protected override string CustomField => "fields.crm-phone";

    protected override string FirstField => "params.crm.first";

    protected override string SecondField => "params.crm.last";

    protected override string? DateField => "fields.birthday";

    protected override string? TimeField => "fields.last-call";

    protected override string? JoinableGroup => "Manager";

    protected override bool ChangesMemberships => true;

    protected override Task<ICmsConnector> OpenAsync()
    {
        _site = new JoomlaStandIn(260);
        // What nobody has is no field of the site.
        _site.SetParams("43", new Newtonsoft.Json.Linq.JObject { ["crm"] = new Newtonsoft.Json.Linq.JObject { ["first"] = "A", ["last"] = "B" } });
        return Task.FromResult<ICmsConnector>(_site.Open());
    }

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(null);

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(_site!.Open($"date.timezone={zone}"));

    protected override Task CloseAsync()
    {
        _site?.Dispose();
        return Task.CompletedTask;
    }
}
