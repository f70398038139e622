using System.Globalization;
using System.Net.Http.Headers;
using UserSync.Connectors;
using UserSync.Connectors.Joomla;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.Joomla;

namespace UserSync.Benchmarks;

/// <summary>Users of Joomla: the fastest way that the contract found, by bare requests, against the connector's walk; then creates.</summary>
internal sealed class JoomlaRuns
{
    private const int Page = 500;
    private readonly int _count;
    private readonly Uri? _address;
    private readonly string _token;

    /// <summary>Measures a simulator, or a real site that the caller names.</summary>
    public JoomlaRuns(int count, Uri? address, string? token)
    {
        _count = count;
        _address = address;
        _token = token ?? JoomlaDatabase.Token(42);
    }

    public async Task MeasureAsync()
    {
        JoomlaSimulator simulator = new(new SimulatedClock(TimeProvider.System));
        if (_address is null)
            Seed(simulator.Database);
        await using SimulatorServer server = await SimulatorServer.StartAsync(simulator);
        Uri address = _address ?? server.Address;
        for (int round = 1; round <= 3; round++)
        {
            await Measure.RunAsync($"bare pages of {Page}, two at once ({round})", () => BareAsync(address));
            await using JoomlaConnector connector = Open(address);
            await Measure.RunAsync($"walk of the connector ({round})", async () => await connector.ReadAsync(RecordQuery.All, CancellationToken.None).CountAsync());
            Console.WriteLine("  " + connector.Requests.InWords());
        }

        if (_address is not null)
            return;
        foreach (int parallel in (int[])[1, 4])
            await Measure.RunAsync($"creating 200 users, {parallel} at once", () => CreateAsync(address, parallel));
    }

    private async Task<int> BareAsync(Uri address)
    {
        using HttpClient client = new();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.api+json");
        int bytes = 0;
        foreach (int[] two in Enumerable.Range(0, (_count + Page - 1) / Page).Chunk(2))
            bytes += (await Task.WhenAll(two.Select(n => client.GetStringAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"api/index.php/v1/users?page[offset]={n * Page}&page[limit]={Page}")))))).Sum(static t => t.Length);
        return bytes;
    }

    private async Task<int> CreateAsync(Uri address, int parallel)
    {
        await using JoomlaConnector connector = Open(address);
        int made = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (n, token) =>
        {
            RecordWrite write = new(n, WriteKind.Create) { Fields = [new FieldWrite("email", FieldValue.Of(string.Create(CultureInfo.InvariantCulture, $"new{parallel}.{n}@example.org")), FieldValue.Empty)] };
            if ((await connector.WriteAsync([write], token))[0].Outcome == WriteOutcome.Done)
                Interlocked.Increment(ref made);
        });
        return made;
    }

    private JoomlaConnector Open(Uri address)
    {
        EndSettings end = new() { Kind = "joomla", Key = "bench", Url = address, Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["mailOff"] = "confirmed" } };
        return new JoomlaConnector(end, _token, new UserPolicy(), [], new ConnectorContext(TimeProvider.System) { Random = static () => 0.5 });
    }

    private void Seed(JoomlaDatabase site)
    {
        site.AddField("phone", "text");
        site.AddField("level", "list", options: [("gold", "Gold")]);
        for (int n = 1; n < _count; n++)
        {
            JoomlaUser user = site.Add(string.Create(CultureInfo.InvariantCulture, $"Name {n % 700}"), string.Create(CultureInfo.InvariantCulture, $"user{n}@example.org"));
            user.Registered = site.Clock.GetUtcNow().AddDays(-1);
            user.Values["phone"] = ["+49 30 1234567"];
            user.Values["level"] = ["gold"];
        }
    }
}
