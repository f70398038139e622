using System.Globalization;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>How many requests runs cost. The benchmark measures the same with 10,000 users, the rate and memory.</summary>
public sealed class SpeedTests
{
    [Theory]
    [InlineData(AmoPlatform.AmoCrm)]
    [InlineData(AmoPlatform.Kommo)]
    public async Task New_users_cost_the_least_number_of_writes_and_a_handful_of_reads(AmoPlatform platform)
    {
        await using AmoRun run = await AmoRun.StartAsync(platform: platform);
        for (int n = 1; n <= 1000; n++)
            run.User(n, $"user{n}@example.org", $"First{n}", $"Last{n}");
        Assert.Equal(1000, (await run.RunAsync()).Created);

        // With ten thousand the least number is 200, so that 10 more are 1.05 times that.
        Assert.Equal(1000 / 50, run.Scene.Writes.Count());
        Assert.InRange(run.Scene.Server.Log.Count - (1000 / 50), 0, 10);
        Assert.Equal(0, run.Scene.Simulator.Limiter.Refusals);
    }

    [Theory]
    [InlineData(AmoPlatform.AmoCrm)]
    [InlineData(AmoPlatform.Kommo)]
    public async Task Thousands_of_users_are_matched_without_a_query_for_each(AmoPlatform platform)
    {
        await using AmoRun run = await AmoRun.StartAsync(platform: platform, seed: new AmoCrmSeed(platform).WithPeople(2000));
        run.Match = [MatchRule.Email, new MatchRule("url", "#601009", MatchKind.Text)];
        for (int n = 1; n <= 2000; n++)
            run.User(n, $"person{n:D6}@example.org", $"Person{n:D6}", "Example");
        SyncSummary summary = await run.RunAsync(whatIf: true);
        Assert.Equal((2000, 2000, 0), (summary.Checked, summary.Linked, summary.Created));
        Assert.InRange(run.Scene.Server.Log.Count, 9, 20);
    }

    // Without filters each of the twenty is read by a request of its own, for a walk would cost more.
    [Theory]
    [InlineData(AmoPlatform.Kommo, 10)]
    [InlineData(AmoPlatform.AmoCrm, 10 + 20)]
    public async Task Twenty_changes_cost_few_requests_however_large_the_account_is(AmoPlatform platform, int most)
    {
        await using AmoRun run = await AmoRun.StartAsync(platform: platform, seed: new AmoCrmSeed(platform).WithPeople(6000));
        for (int n = 1; n <= 100; n++)
            run.User(n, $"user{n}@example.org", $"First{n}", $"Last{n}");
        await run.RunAsync();
        string[] changed = [.. Enumerable.Range(1, 20).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        foreach (string n in changed)
            run.Replace($"\n{n},user{n}@example.org,First{n} Last{n},First{n},", $"\n{n},user{n}@example.org,New{n} Last{n},New{n},");
        run.Scene.Server.ClearLog();
        SyncSummary summary = await run.RunAsync(request: new SyncRequest { UserIds = changed });
        Assert.Equal((20, 20, 0), (summary.Checked, summary.Updated, summary.Failed));
        Assert.InRange(run.Scene.Server.Log.Count, 3, most);
    }
}
