using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.WordPress;

/// <summary>Base of the tests against the stand-in.</summary>
public abstract class WordPressTest : IAsyncLifetime
{
    private long _intent;

    internal WordPressStandIn Site { get; } = new(Given.SkippingClock());

    internal WordPressConnector Connector { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Connector = Open();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await Site.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal WordPressConnector Open(UserPolicy? policy = null, EndSettings? end = null, string secret = WordPressStandIn.Secret) =>
        new(end ?? Given.Site(Site.Address), secret, policy ?? new UserPolicy { ReassignTo = "1" }, Given.Context(Site.Time));

    protected async Task<WriteResult> CreateAsync(params (string Path, string Value)[] fields) => await SendAsync(new RecordWrite(++_intent, WriteKind.Create) { Marker = "42", Fields = Fields(fields) });

    protected async Task<WriteResult> UpdateAsync(long id, params (string Path, string Value)[] fields) =>
        await SendAsync(new RecordWrite(++_intent, WriteKind.Update) { RecordId = id.ToString(), Fields = Fields(fields) });

    protected async Task<WriteResult> SendAsync(RecordWrite write) => Assert.Single(await Connector.WriteAsync([write], Token));

    protected static IReadOnlyList<FieldWrite> Fields(params (string Path, string Value)[] fields) =>
        [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.NotRead))];

    protected async Task<List<CmsUser>> WalkAsync(RecordQuery? query = null) => await Connector.ReadAsync(query ?? RecordQuery.All, Token).ToListAsync(Token);

    protected async Task<ConnectorException> FailAsync() => await Assert.ThrowsAsync<ConnectorException>(() => WalkAsync());

    internal int Posts => Site.Requests.Count(r => r.Method == "POST");
}
