using UserSync.Connectors.Drupal;
using UserSync.Connectors.Http;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>A simulated Drupal site, and connectors to it.</summary>
internal sealed class DrupalScene : IAsyncDisposable
{
    public const string Secret = "sync:sync-pass";
    private long _intent;

    private DrupalScene(DrupalSimulator site, SimulatorServer server)
    {
        Site = site;
        Server = server;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public DrupalSimulator Site { get; }

    public DrupalDatabase Database => Site.Database;

    public SimulatorServer Server { get; }

    /// <summary>How the profile differs from one that reads and writes with names from addresses.</summary>
    public Func<SyncProfile, SyncProfile> Profile { get; set; } = static profile => profile;

    public static async Task<DrupalScene> StartAsync(SimulatedClock? clock = null)
    {
        DrupalSimulator site = DrupalSeed.Install(clock ?? new SimulatedClock());
        return new DrupalScene(site, await SimulatorServer.StartAsync(site));
    }

    /// <summary>Puts people into the site.</summary>
    public void Seed(int count)
    {
        for (int n = 1; n <= count; n++)
        {
            DrupalUser user = Database.Add($"Person {n:0000}", $"person{n:0000}@example.org");
            user.Fields["field_first_name"] = "Person";
            if (n % 3 == 0)
                user.Roles.Add("member");
        }
    }

    public SyncProfile Made(HttpSettings? http = null) => Profile(new SyncProfile
    {
        Name = "test",
        Path = "/nowhere/test.json",
        Cms = new EndSettings { Kind = "drupal", Key = "site", Url = Server.Address, Http = http ?? Given.Http },
        Crm = new EndSettings { Kind = "csv", Key = "crm" },
        Links = new LinkStoreSettings(),
        Direction = SyncDirection.Both,
    });

    public DrupalConnector Connector(string secret = Secret, HttpSettings? http = null, Action<HttpTrace>? trace = null, TimeProvider? time = null) =>
        new(Made(http), secret, Given.Context(time ?? new FakeTime { Skips = due => due != Given.Timeout }, trace));

    public RecordWrite Create(string email, params (string Path, string Value)[] fields) => new(++_intent, WriteKind.Create) { Marker = "crm:" + email, Fields = Fields([("email", email), .. fields]) };

    public RecordWrite Change(DrupalUser user, params (string Path, string Value)[] fields) => To(WriteKind.Update, user) with { Fields = Fields(fields) };

    public RecordWrite To(WriteKind kind, DrupalUser user) => new(++_intent, kind) { RecordId = user.Uid.ToString(), Key = user.Uuid };

    public static async Task<WriteResult> WriteAsync(DrupalConnector connector, RecordWrite write) => Assert.Single(await connector.WriteAsync([write], Token));

    public static async Task<List<CmsUser>> WalkAsync(DrupalConnector connector, RecordQuery? query = null) => await connector.ReadAsync(query ?? RecordQuery.All, Token).ToListAsync(Token);

    /// <summary>Requests that ask for a page of users.</summary>
    public int Listings => Server.Log.Count(r => r.Method == "GET" && r.Target.StartsWith("/jsonapi/user/user?", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static IReadOnlyList<FieldWrite> Fields((string Path, string Value)[] fields) => [.. fields.Select(f => new FieldWrite(f.Path, FieldValue.Of(f.Value), FieldValue.NotRead))];
}
