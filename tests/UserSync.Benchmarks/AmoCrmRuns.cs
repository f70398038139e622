using System.Globalization;
using System.Text;
using UserSync.Connectors;
using UserSync.Connectors.AmoCrm;
using UserSync.Connectors.Files;
using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Links.Sqlite;
using UserSync.Core.Model;
using UserSync.Core.Planning;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Benchmarks;

/// <summary>
/// Runs against a simulated amoCRM on a virtual clock: the pauses of the pace pass in no time on both sides, and each answer is taken to
/// last 100 ms. What is measured is the number of requests, the rate against the permitted one, and memory.
/// </summary>
internal sealed class AmoCrmRuns(string folder, int count)
{
    private const int Batch = 50;
    private const double Rate = 5;
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(100);
    private readonly VirtualTime _time = new();
    private readonly EndSettings _cms = new() { Kind = "csv", Key = "site", File = new FileSettings { Path = Path.Combine(folder, "users.csv"), ModifiedColumn = "changed" } };

    public async Task MeasureAsync()
    {
        using AmoCrmSimulator simulator = new(new AmoCrmSeed(AmoPlatform.Kommo), new SimulatedClock(_time), AmoCrmSwitches.Of(AmoPlatform.Kommo));
        await using SimulatorServer server = await SimulatorServer.StartAsync(simulator);
        WriteUsers(0);
        DateTimeOffset start = _time.GetUtcNow();
        await Measure.RunAsync($"{count} new users, empty account", () => RunAsync(simulator, server, new SyncRequest { All = true }));
        Tell(server, start, (count + Batch - 1) / Batch);
        WriteUsers(20);
        start = _time.GetUtcNow();
        await Measure.RunAsync("incremental, 20 changes", () => RunAsync(simulator, server, new SyncRequest { Incremental = true }));
        Tell(server, start, null);
        await WalkAsync();
    }

    private async Task WalkAsync()
    {
        using AmoCrmSimulator simulator = new(new AmoCrmSeed().WithPeople(250_000), new SimulatedClock(_time), new AmoCrmSwitches());
        await using SimulatorServer server = await SimulatorServer.StartAsync(simulator);
        await using AmoCrmConnector crm = Connector(simulator, server, new VolatileMemory(_time));
        long read = 0;
        List<string> held = [];
        await Measure.RunAsync("walk over 250000 contacts", async () =>
        {
            await foreach (CrmContact _ in crm.ReadAsync(RecordQuery.All, CancellationToken.None))
            {
                if (++read % 50_000 == 1)
                    held.Add(string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F0}"));
            }

            return string.Create(CultureInfo.InvariantCulture, $"{read} read, {crm.Requests.Reads} requests, live MB at every 50000: {string.Join(' ', held)} (with the simulator's)");
        });
    }

    private void Tell(SimulatorServer server, DateTimeOffset start, int? least)
    {
        TimeSpan took = _time.GetUtcNow() - start;
        int sent = server.Log.Count;
        int writes = server.Log.Count(r => r.Writes);
        double rate = sent / took.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {sent} requests, {writes} of them writes{(least is { } n ? $" (least {n}: factor {sent / (double)n:F3})" : "")}; {took.TotalSeconds:F1} s virtual, {rate:F2}/s = {rate / Rate:P1} of the permitted rate"));
        server.ClearLog();
    }

    private async Task<string> RunAsync(AmoCrmSimulator simulator, SimulatorServer server, SyncRequest request)
    {
        HostContext host = new() { Clock = _time, TempFolder = folder, Owner = new LeaseOwner("bench", 1, DateTimeOffset.UnixEpoch), IsAlive = static _ => false };
        string path = Path.Combine(folder, "links.db");
        SyncProfile profile = new()
        {
            Name = "bench",
            Path = Path.Combine(folder, "bench.json"),
            Cms = _cms,
            Crm = End(server),
            Links = new LinkStoreSettings(),
            Fields = [new("first_name", "first_name"), new("last_name", "last_name"), new("email", "EMAIL[WORK]")],
            Contacts = new ContactPolicy { Marker = "#601023" },
        };
        AmoCrmConnector crm = Connector(simulator, server, new StoreMemory(path, "site", "40000001", host));
        FileCmsConnector cms = new(_cms, "bench", ["email", "first_name", "last_name"], _time);
        await using Workspace workspace = new(profile, cms, crm, await LinkStore.OpenAsync(new SqliteDatabase(path), _time, CancellationToken.None), host);
        SyncSummary? summary = null;
        await foreach (SyncEvent e in new SyncEngine(workspace).RunAsync(request, CancellationToken.None))
            summary = (e as SummaryEvent)?.Summary ?? summary;
        return string.Create(CultureInfo.InvariantCulture, $"created {summary!.Created}, updated {summary.Updated}, failed {summary.Failed}");
    }

    private AmoCrmConnector Connector(AmoCrmSimulator simulator, SimulatorServer server, IAccountMemory memory) =>
        new(End(server), simulator.LongLivedToken, new ContactPolicy { Marker = "#601023" }, memory,
            new ConnectorContext(_time) { Random = static () => 0.5, Trace = t => { if (t.Text.Contains(" bytes, ", StringComparison.Ordinal)) _time.Pass(Answer); } });

    private static EndSettings End(SimulatorServer server) => new() { Kind = "amocrm", Key = "40000001", Url = server.Address, Http = new HttpSettings { Timeout = VirtualTime.RequestLimit } };

    private void WriteUsers(int changed)
    {
        StringBuilder users = new("id,email,first_name,last_name,changed\n");
        for (int i = 1; i <= count; i++)
            users.Append(CultureInfo.InvariantCulture, $"{i},user{i}@example.org,First{i},Last{(i <= changed ? "New" : "")}{i},{(i <= changed ? _time.GetUtcNow() : DateTimeOffset.UnixEpoch.AddYears(50).AddHours(i)):O}\n");
        File.WriteAllText(_cms.File!.Path, users.ToString());
    }
}
