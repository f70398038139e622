using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Base of the tests against the simulated site.</summary>
public abstract class DrupalTest : IAsyncLifetime
{
    internal DrupalScene Scene { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Scene = await DrupalScene.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Scene.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<List<CmsUser>> WalkAsync(RecordQuery? query = null, string secret = DrupalScene.Secret)
    {
        await using UserSync.Connectors.Drupal.DrupalConnector connector = Scene.Connector(secret);
        return await DrupalScene.WalkAsync(connector, query);
    }

    internal async Task<WriteResult> WriteAsync(RecordWrite write)
    {
        await using UserSync.Connectors.Drupal.DrupalConnector connector = Scene.Connector();
        return await DrupalScene.WriteAsync(connector, write);
    }

    internal Task<ConnectorException> FailAsync(string secret = DrupalScene.Secret) => Assert.ThrowsAsync<ConnectorException>(() => WalkAsync(secret: secret));

    internal async Task<List<CheckResult>> CheckAsync(string secret = DrupalScene.Secret)
    {
        await using UserSync.Connectors.Drupal.DrupalConnector connector = Scene.Connector(secret);
        return await connector.CheckAsync(Token).ToListAsync(Token);
    }
}
