using System.Globalization;
using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>amoCRM, where filters are ignored without a word, held against what every CRM connector must do.</summary>
public class AmoCrmConformanceTests : CrmConnectorConformance
{
    private AmoScene? _scene;

    protected override string CustomField => "#601025";

    protected virtual AmoPlatform Platform => AmoPlatform.AmoCrm;

    protected virtual void Turn(AmoCrmSwitches switches)
    {
    }

    protected override async Task<ICrmConnector> OpenAsync()
    {
        _scene = await AmoScene.StartAsync(Turn, Platform);
        return _scene.Connector();
    }

    protected override Task<ICrmConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICrmConnector?>(_scene!.Connector("no-such-token"));

    protected override async Task CloseAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
    }

    protected override Task<int> CountNotesAsync(string contactId) => Task.FromResult(_scene!.Store.Notes.Count(n => n.EntityId == long.Parse(contactId, CultureInfo.InvariantCulture)));
}
