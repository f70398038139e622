using System.Globalization;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>
/// kill -9 of runs into a simulated amoCRM, at each request in turn: before the server took it, after it stored and before it answered, in
/// the middle of its answer. The next run makes good whatever was left, and the one after it has nothing to do.
/// </summary>
[Trait("Category", "slow")]
public sealed class RequestKillTests
{
    private static readonly string[] Sync = ["sync", "-p", "shop.json", "--output", "json"];
    private readonly ITestOutputHelper _output;

    public RequestKillTests(ITestOutputHelper output) => _output = output;

    [Theory]
    [InlineData(FaultKind.Deafness)]
    [InlineData(FaultKind.Silence)]
    [InlineData(FaultKind.HalfAnswer)]
    public async Task A_kill_at_any_request_to_amoCRM_neither_doubles_nor_loses_anybody(FaultKind boundary)
    {
        int request = 0;
        bool killed = true;
        while (killed)
        {
            request++;
            string folder = RunFolder.Create("usersync-kill-");
            using AmoCrmSimulator simulator = new(new AmoCrmSeed(), new SimulatedClock(TimeProvider.System), new AmoCrmSwitches { RequestsPerSecond = 0 });
            await using SimulatorServer server = await SimulatorServer.StartAsync(simulator);
            Prepare(folder, simulator, server);
            int at = request;
            bool armed = true;
            server.Add(new Fault(boundary, r => armed && r.Number == at));
            using (ConsoleProgram run = ConsoleProgram.Start(folder, Sync))
                killed = await run.KillWhenAsync(() => server.Waiting > 0);
            armed = false;
            await VerifyAsync(folder, simulator, server, killed ? $"{boundary} at request {request}" : "not killed");
            Directory.Delete(folder, recursive: true);
        }

        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{boundary}: killed at {request - 1} requests."));
        Assert.InRange(request - 1, 8, 30);
    }

    // One is there already, two are made one by one, so that there is a request between them, and each gets its note.
    private static void Prepare(string folder, AmoCrmSimulator simulator, SimulatorServer server)
    {
        AmoContact anna = new(simulator.Store.NextContactId()) { Name = "Anna Alt", FirstName = "Anna", LastName = "Alt", ResponsibleUserId = 9000002, CreatedAt = simulator.Store.Now };
        anna.Set(AmoSampleFields.Email, [new AmoValue("USER1@example.org", 701021, "WORK")]);
        simulator.Store.Contacts.Add(anna);
        File.WriteAllText(Path.Combine(folder, "users.csv"), "id,username,email,first_name,last_name\n1,user1,user1@example.org,First1,Last1\n2,user2,user2@example.org,First2,Last2\n3,user3,user3@example.org,First3,Last3\n");
        File.WriteAllText(Path.Combine(folder, "token"), simulator.LongLivedToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(folder, "token"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(folder, "shop.json"), $$"""
            {
              "name": "shop",
              "cms": { "kind": "csv", "site": "shop", "path": "users.csv" },
              "crm": { "kind": "amocrm", "account": "40000001", "url": "{{server.Address}}", "credential": "file:token", "batchSize": 1, "http": { "requestsPerSecond": 7 } },
              "links": { "store": "sqlite", "path": "shop.links.db" },
              "match": [ "email" ],
              "contacts": { "marker": "#601023", "tags": [ "site" ], "notes": [ "created", "linked" ] },
              "fields": [ { "user": "first_name", "contact": "first_name" }, { "user": "last_name", "contact": "last_name", "initial": "overwrite" }, { "user": "email", "contact": "EMAIL[WORK]" } ]
            }
            """);
    }

    private static async Task VerifyAsync(string folder, AmoCrmSimulator simulator, SimulatorServer server, string how)
    {
        (int code, string said) = await ConsoleProgram.RunAsync(folder, Sync);
        Assert.True(code == 0, $"{how}: {code} {said}");
        AmoContact[] contacts = [.. simulator.Store.Contacts.Live];
        Assert.True(contacts.Length == 3, $"{how}: {contacts.Length} contacts");
        string[] emails = [.. contacts.Select(c => string.Join('|', c[AmoSampleFields.Email]!.Select(v => v.Value)).ToLowerInvariant()).Order(StringComparer.Ordinal)];
        Assert.Equal(["user1@example.org", "user2@example.org", "user3@example.org"], emails);
        Assert.All(contacts, c => Assert.StartsWith("Last", c.LastName, StringComparison.Ordinal));
        Assert.True(simulator.Store.Notes.GroupBy(n => (n.EntityId, n.Params["text"]!.GetValue<string>())).All(g => g.Count() == 1), $"{how}: a note stands twice");
        await using (LinkStore store = await LinkStore.OpenAsync(new SqliteDatabase(Path.Combine(folder, "shop.links.db")), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            List<SyncLink> links = await store.Links.ReadAsync(LinkQuery.All, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(contacts.Select(c => c.Id.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal), links.Select(l => l.ContactId).Order(StringComparer.Ordinal));
        }

        server.ClearLog();
        (code, said) = await ConsoleProgram.RunAsync(folder, Sync);
        Assert.True(code == 0 && server.Log.All(r => !r.Writes), $"{how}: the run after it wrote: {said}");
    }
}
