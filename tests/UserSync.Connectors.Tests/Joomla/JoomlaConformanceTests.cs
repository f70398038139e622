using UserSync.Connectors.Tests.Conformance;
using UserSync.Core.Connectors;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>Joomla, held against what every CMS connector must do.</summary>
public class JoomlaConformanceTests : CmsConnectorConformance
{
    private JoomlaScene? _scene;

    protected override string CustomField => "fields.company";

    protected override string FirstField => "fields.first";

    protected override string SecondField => "fields.last";

    protected override string DateField => "fields.birthday";

    protected override string TimeField => "fields.last-call";

    protected override string JoinableGroup => "Author";

    protected override bool ChangesMemberships => true;

    protected override IReadOnlyList<string> BadAddresses => ["not an address", "тест@example.org"];

    protected override async Task<ICmsConnector> OpenAsync()
    {
        _scene = await JoomlaScene.StartAsync(TimeProvider.System);
        _scene.Seed(1010);
        _scene.Site.Add("Nobody of Public", "public@example.org", 1);
        return _scene.Connector(time: TimeProvider.System);
    }

    // Tags are stripped from texts.
    protected override string Stored(string text) => text.Replace("<GmbH>", "", StringComparison.Ordinal);

    protected override Task<ICmsConnector?> OpenWithWrongCredentialAsync() => Task.FromResult<ICmsConnector?>(_scene!.Connector(JoomlaDatabase.Token(99), time: TimeProvider.System));

    protected override Task<ICmsConnector?> OpenWithoutRightsAsync()
    {
        JoomlaUser manager = _scene!.Site.Add("Manager", "manager@example.org", 6);
        return Task.FromResult<ICmsConnector?>(_scene.Connector(JoomlaDatabase.Token(manager.Id), time: TimeProvider.System));
    }

    protected override Task<ICmsConnector?> OpenInZoneAsync(string zone) => Task.FromResult<ICmsConnector?>(_scene!.InZone(zone, zone, TimeProvider.System));

    protected override async Task CloseAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
    }
}
