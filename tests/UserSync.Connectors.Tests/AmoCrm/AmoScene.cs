using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>A simulated account, and connectors to it on the same clock: pauses of the client pass on the server too, in no time.</summary>
internal sealed class AmoScene : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    private AmoScene(AmoCrmSimulator simulator, SimulatorServer server, FakeTime time)
    {
        Simulator = simulator;
        Server = server;
        Time = time;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Marker => "#601023";

    public AmoCrmSimulator Simulator { get; }

    public SimulatorServer Server { get; }

    public FakeTime Time { get; }

    public AmoCrmSwitches Switches => Simulator.Switches;

    public AmoStore Store => Simulator.Store;

    /// <summary>Requests that write contacts or notes.</summary>
    public IEnumerable<LoggedRequest> Writes => Server.Log.Where(r => r.Writes && r.Target.StartsWith("/api/", StringComparison.Ordinal));

    public static async Task<AmoScene> StartAsync(Action<AmoCrmSwitches>? turn = null, AmoPlatform platform = AmoPlatform.AmoCrm, AmoCrmSeed? seed = null, FakeTime? time = null)
    {
        time ??= Given.SkippingClock();
        AmoCrmSwitches switches = AmoCrmSwitches.Of(platform);
        turn?.Invoke(switches);
        AmoCrmSimulator simulator = new(seed ?? new AmoCrmSeed(platform), new SimulatedClock(time), switches);
        return new AmoScene(simulator, await SimulatorServer.StartAsync(simulator), time);
    }

    public AmoCrmConnector Connector(string? token = null, ContactPolicy? policy = null, IAccountMemory? memory = null, Action<HttpTrace>? trace = null, HttpSettings? http = null, params (string Key, string Value)[] options) =>
        new(End(http, options), token ?? Simulator.LongLivedToken, policy ?? new ContactPolicy { Marker = Marker }, memory ?? new VolatileMemory(Time), Given.Context(Time, trace));

    public EndSettings End(HttpSettings? http = null, params (string Key, string Value)[] options) => new()
    {
        Kind = "amocrm",
        Key = "40000001",
        Url = Server.Address,
        Http = http ?? Given.Http,
        Options = options.ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal),
    };

    /// <summary>A server that takes a request, carries it out and never answers: the time passes until the client gives up.</summary>
    public Fault Silent(Predicate<LoggedRequest> when) => new(FaultKind.Silence, r =>
    {
        if (!when(r))
            return false;
        ThreadPool.QueueUserWorkItem(_ => Time.Advance(Given.Timeout + TimeSpan.FromSeconds(1)));
        return true;
    });

    /// <summary>Puts a contact into the account.</summary>
    public AmoContact Contact(string name, params string[] emails)
    {
        AmoContact contact = new(Store.NextContactId()) { Name = name, ResponsibleUserId = 9000002, CreatedAt = Store.Now };
        contact.Set(AmoSampleFields.Email, [.. emails.Select(e => new AmoValue(e, 701021, "WORK"))]);
        Store.Contacts.Add(contact);
        return contact;
    }

    /// <summary>The live contacts.</summary>
    public List<AmoContact> Live() => [.. Store.Contacts.Live];

    public static IReadOnlyList<string> Values(AmoContact contact, long field) => [.. (contact[field] ?? []).Select(v => Convert.ToString(v.Value, System.Globalization.CultureInfo.InvariantCulture)!)];

    public void Own(IAsyncDisposable thing) => _open.Add(thing);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable thing in _open)
            await thing.DisposeAsync();
        await Server.DisposeAsync();
        Simulator.Dispose();
    }
}
