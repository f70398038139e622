using System.Globalization;
using UserSync.Connectors;
using UserSync.Connectors.Drupal;
using UserSync.Core.Connectors;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Benchmarks;

/// <summary>
/// Walks over the users of a Drupal, one request after the other and in parallel ranges, look-ups, and an incremental read. Of the
/// simulator the numbers of requests count; for times name a real site in USERSYNC_DRUPAL_URL and its user:password in USERSYNC_DRUPAL.
/// </summary>
internal sealed class DrupalRuns(int count)
{
    public async Task MeasureAsync()
    {
        string? url = Environment.GetEnvironmentVariable("USERSYNC_DRUPAL_URL");
        string secret = Environment.GetEnvironmentVariable("USERSYNC_DRUPAL") ?? "sync:sync-pass";
        await using SimulatorServer? simulator = url is null ? await SimulatorServer.StartAsync(Seeded()) : null;
        Uri address = url is null ? simulator!.Address : new Uri(url);
        foreach (int parallel in new[] { 1, 4 })
        {
            await Measure.RunAsync($"walk, {parallel} at a time", () => RunAsync(address, secret, parallel, static c => c.ReadAsync(new RecordQuery { Fields = [] }, CancellationToken.None).CountAsync().AsTask()));
            await Measure.RunAsync($"walk with all fields, {parallel} at a time", () => RunAsync(address, secret, parallel, static c => c.ReadAsync(RecordQuery.All, CancellationToken.None).CountAsync().AsTask()));
        }

        await Measure.RunAsync("100 addresses looked up", () => RunAsync(address, secret, 4, static c => FindAsync(c)));
        DateTimeOffset lately = (simulator?.Simulator as DrupalSimulator)?.Clock.GetUtcNow() ?? TimeProvider.System.GetUtcNow();
        await Measure.RunAsync("changed within a minute", () => RunAsync(address, secret, 4, c => c.ReadAsync(new RecordQuery { Fields = [], ChangedSince = lately.AddMinutes(1) }, CancellationToken.None).CountAsync().AsTask()));
    }

    private static async Task<int> FindAsync(DrupalConnector connector)
    {
        string[] addresses = [.. Enumerable.Range(1, 100).Select(n => string.Create(CultureInfo.InvariantCulture, $"person{n:0000}@example.org"))];
        int found = 0;
        foreach (string[] part in addresses.Chunk(connector.Capabilities.Costs.FindBatch))
            found += await connector.FindAsync(new LookupKey(KeyKind.Email, "email"), part, RecordQuery.All, CancellationToken.None).CountAsync();
        return found;
    }

    private static async Task<string> RunAsync(Uri address, string secret, int parallel, Func<DrupalConnector, Task<int>> work)
    {
        SyncProfile profile = new()
        {
            Name = "bench",
            Path = "/bench.json",
            Cms = new EndSettings { Kind = EndKinds.Drupal, Key = "bench", Url = address, Http = new HttpSettings { Parallel = parallel } },
            Crm = new EndSettings { Kind = EndKinds.Csv, Key = "bench" },
            Links = new LinkStoreSettings(),
        };
        await using DrupalConnector connector = new(profile, secret, new ConnectorContext(TimeProvider.System) { Random = static () => 0.5 });
        int records = await work(connector);
        return string.Create(CultureInfo.InvariantCulture, $"{records} users, {connector.Requests.Reads} requests");
    }

    private DrupalSimulator Seeded()
    {
        DrupalSimulator site = DrupalSeed.Install(new SimulatedClock(TimeProvider.System));
        for (int n = 5; n <= count; n++)
            site.Database.Add(string.Create(CultureInfo.InvariantCulture, $"Person {n:0000}"), string.Create(CultureInfo.InvariantCulture, $"person{n:0000}@example.org"));
        return site;
    }
}
