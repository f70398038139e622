using UserSync.Connectors.Http;
using UserSync.Connectors.Joomla;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>A simulated Joomla with custom fields of each type, and connectors to it.</summary>
internal sealed class JoomlaScene : IAsyncDisposable
{
    private readonly List<JoomlaConnector> _open = [];
    private long _intent;

    private JoomlaScene(JoomlaSimulator simulator, SimulatorServer server)
    {
        Simulator = simulator;
        Server = server;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public JoomlaSimulator Simulator { get; }

    public SimulatorServer Server { get; }

    public JoomlaDatabase Site => Simulator.Database;

    /// <summary>The log of what was written.</summary>
    public IEnumerable<LoggedRequest> Writes => Server.Log.Where(r => r.Writes);

    public static async Task<JoomlaScene> StartAsync(TimeProvider? clock = null)
    {
        JoomlaSimulator simulator = new(new SimulatedClock(clock));
        JoomlaDatabase site = simulator.Database;
        site.AddField("company", "text");
        site.AddField("first", "text");
        site.AddField("last", "text");
        site.AddField("level", "list", options: [("bronze", "Bronze"), ("gold", "Gold")]);
        site.AddField("interests", "checkboxes", options: [("boats", "Boats"), ("cars", "Cars")]);
        site.AddField("birthday", "calendar");
        site.AddField("last-call", "calendar", showTime: true);
        return new JoomlaScene(simulator, await SimulatorServer.StartAsync(simulator));
    }

    public EndSettings End(HttpSettings? http = null, params (string Key, string Value)[] options) => new()
    {
        Kind = "joomla",
        Key = "shop",
        Url = Server.Address,
        Http = http ?? Given.Http,
        Options = options.ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal),
    };

    /// <summary>A connector; mail to new users is said to be off.</summary>
    public JoomlaConnector Connector(string? token = null, UserPolicy? policy = null, EndSettings? end = null, TimeProvider? time = null, string[]? mapped = null, Action<HttpTrace>? trace = null)
    {
        JoomlaConnector connector = new(end ?? End(options: ("mailOff", "confirmed")), token ?? JoomlaDatabase.Token(42), policy ?? new UserPolicy(), mapped ?? [], Given.Context(time ?? Given.SkippingClock(), trace));
        _open.Add(connector);
        return connector;
    }

    /// <summary>A connector to a site and a token's user in a time zone.</summary>
    public JoomlaConnector InZone(string site, string? profile, TimeProvider? time = null)
    {
        Site.Zone = TimeZoneInfo.FindSystemTimeZoneById(site);
        return Connector(end: profile is null ? null : End(null, ("mailOff", "confirmed"), ("timeZone", profile)), time: time);
    }

    public RecordWrite New(params (string Path, string Value)[] fields) => new(++_intent, WriteKind.Create) { Marker = "contact 42", Fields = Fields(fields) };

    public RecordWrite Change(int id, params (string Path, string Value)[] fields) => Write(WriteKind.Update, id) with { Fields = Fields(fields) };

    public RecordWrite Write(WriteKind kind, int id) => new(++_intent, kind) { RecordId = id.ToString(System.Globalization.CultureInfo.InvariantCulture) };

    public static async Task<WriteResult> SendAsync(ICmsConnector connector, RecordWrite write) => Assert.Single(await connector.WriteAsync([write], Token));

    public static async Task<List<CmsUser>> WalkAsync(ICmsConnector connector, RecordQuery? query = null) => await connector.ReadAsync(query ?? RecordQuery.All, Token).ToListAsync(Token);

    public static async Task<CmsUser> GetAsync(ICmsConnector connector, int id) => await connector.GetAsync([id.ToString(System.Globalization.CultureInfo.InvariantCulture)], RecordQuery.All, Token).SingleAsync(Token);

    /// <summary>Makes many users who were registered before the present hour.</summary>
    public void Seed(int count)
    {
        for (int n = 1; n <= count; n++)
            Site.Add($"Name {n * 7919 % 1000:000}", $"user{n:00000}@example.org").Registered = Site.Clock.GetUtcNow().AddHours(-1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (JoomlaConnector connector in _open)
            await connector.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static IReadOnlyList<FieldWrite> Fields((string Path, string Value)[] fields) => [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value.Split('|')), FieldValue.NotRead))];
}
