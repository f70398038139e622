using System.Text.Json.Nodes;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>How many contacts go out at once, by the time that the server takes.</summary>
public sealed class BatchTests
{
    [Theory]
    [InlineData(18)]
    [InlineData(0)]
    public async Task On_a_fast_server_batches_grow_to_a_hundred(int milliseconds)
    {
        await using CiviRun run = await StartAsync(800, milliseconds);
        Assert.Equal(800, (await run.RunAsync()).Created);
        int[] sizes = Sizes(run);
        Assert.Equal([50, 50, 100, 100, 100, 100, 100, 100, 100], sizes);
    }

    [Fact]
    public async Task On_a_slow_server_batches_shrink_until_a_request_takes_under_five_seconds()
    {
        await using CiviRun run = await StartAsync(100, 400);
        await run.RunAsync();
        int[] sizes = Sizes(run);
        Assert.Equal(50, sizes[0]);
        Assert.All(sizes[1..], s => Assert.InRange(s * 0.4, 0.4, 5));
    }

    [Fact]
    public async Task A_server_that_slows_down_gets_smaller_batches_and_larger_ones_when_it_recovers()
    {
        await using CiviRun run = await StartAsync(1000, 10);
        int stored = 0;
        run.Database.Worked = () =>
        {
            stored++;
            run.Time.Advance(TimeSpan.FromMilliseconds(stored is > 250 and <= 400 ? 200 : 10));
        };
        await run.RunAsync();
        int[] sizes = Sizes(run);
        Assert.Contains(sizes, s => s <= 15);
        Assert.Equal(100, sizes[^2]);
    }

    [Fact]
    public async Task Requests_records_and_milliseconds_of_reads_and_writes_are_told_at_the_end()
    {
        await using CiviRun run = await StartAsync(200, 18);
        run.Policy = new ContactPolicy();
        List<SyncEvent> events = await run.EventsAsync(new SyncRequest { All = true });
        string line = Assert.Single(events.OfType<MessageEvent>(), e => e.Text.StartsWith("CRM: ", StringComparison.Ordinal)).Text;
        int writes = run.Scene.Server.Log.Count(r => r.Writes);
        Assert.EndsWith($"; {writes} writing requests took 3.6 s, 200 records sent to be written, 18.0 ms each.", line, StringComparison.Ordinal);
        Assert.StartsWith($"CRM: {run.Scene.Server.Log.Count - writes} reading requests took 0.0 s, ", line, StringComparison.Ordinal);
        events = await run.EventsAsync(new SyncRequest { All = true });
        Assert.Contains(events.OfType<MessageEvent>(), e => e.Text.Contains(" records read, 0.0 ms each", StringComparison.Ordinal) && !e.Text.Contains("writing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_profile_can_set_a_smaller_limit()
    {
        await using CiviRun run = await StartAsync(60, 1);
        run.Options = [("batchSize", "20")];
        await run.RunAsync();
        Assert.Equal([20, 20, 20], Sizes(run));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(16, 4)]
    public async Task No_more_than_four_batches_are_under_way_at_once_and_no_more_than_the_profile_allows(int parallel, int most)
    {
        await using CiviScene scene = await CiviScene.StartAsync();
        await using UserSync.Connectors.CiviCrm.CiviCrmConnector connector = scene.Connector(http: Fakes.Given.Http with { Parallel = parallel });
        Assert.Equal(most, connector.Capabilities.MaxParallel);
    }

    private static async Task<CiviRun> StartAsync(int users, int milliseconds)
    {
        CiviRun run = await CiviRun.StartAsync();
        run.Http = Fakes.Given.Http with { Parallel = 1 };
        for (int i = 1; i <= users; i++)
            run.User(i, $"user{i}@example.org", $"First{i}", $"Last{i}");
        run.Database.Worked = () => run.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        return run;
    }

    private static int[] Sizes(CiviRun run) =>
        [.. run.Scene.Server.Log.Where(r => r.What == "Contact.save").Select(r => JsonNode.Parse(Uri.UnescapeDataString(r.Body["params=".Length..].Replace('+', ' ')))!["records"]!.AsArray().Count)];
}
