using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;
using UserSync.Simulators.CiviCrm;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>CiviCRM on WordPress, held against what every CRM connector must do.</summary>
public class CiviCrmConformanceTests : CrmConnectorConformance
{
    private CiviScene? _scene;

    protected override string CustomField => "CMS_account.Note";

    protected virtual CiviPlatform Platform => CiviPlatform.WordPress;

    protected override async Task<ICrmConnector> OpenAsync()
    {
        _scene = await CiviScene.StartAsync(Platform);
        return _scene.Connector();
    }

    protected override Task<ICrmConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICrmConnector?>(_scene!.Connector("no-such-key"));

    protected override async Task CloseAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
    }

    protected override Task<int> CountNotesAsync(string contactId) => Task.FromResult(_scene!.Database["Note"].Of(long.Parse(contactId, System.Globalization.CultureInfo.InvariantCulture)).Count);
}
