using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The limits of speed, on a clock that stands until it is moved.</summary>
public sealed class SimulatorLimiterTests
{
    [Fact]
    public async Task Seven_requests_in_any_second_pass_and_the_eighth_is_429()
    {
        await using SimulatorScene scene = await StartAsync();
        Assert.Equal(Enumerable.Repeat(200, 7), await RepeatAsync(scene, 7));
        scene.Advance(0.999);
        SimulatorSample.Matches("errors/429-too-many-requests.json", await scene.GetAsync("account"));
        scene.Advance(0.001);
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task A_steady_pace_of_seven_a_second_is_never_refused()
    {
        await using SimulatorScene scene = await StartAsync();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await scene.GetAsync("account")).Status);
            scene.Advance(0.142858);
        }

        Assert.Equal(0, scene.Simulator.Limiter.Refusals);
    }

    [Fact]
    public async Task The_fourth_refusal_in_a_minute_blocks_until_support_helps()
    {
        await using SimulatorScene scene = await StartAsync();
        await RepeatAsync(scene, 7);
        Assert.Equal([429, 429, 429], await RepeatAsync(scene, 3));
        SimulatorSample.Matches("errors/403-blocked.html", await scene.GetAsync("account"));
        scene.Advance(86400);
        Assert.Equal(403, (await scene.GetAsync("account")).Status);
        SimulatorSample.Matches("errors/403-blocked.html", await scene.TokenAsync("refresh_token", scene.Simulator.Tokens.IssuePair().Text));
        scene.Simulator.Limiter.Reset();
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task Refusals_more_than_a_minute_apart_do_not_block()
    {
        await using SimulatorScene scene = await StartAsync();
        for (int i = 0; i < 6; i++)
        {
            await RepeatAsync(scene, 7);
            Assert.Equal(429, (await scene.GetAsync("account")).Status);
            scene.Advance(30);
        }
    }

    [Fact]
    public async Task Integrations_are_counted_apart_on_amoCRM_and_together_on_Kommo()
    {
        foreach (AmoPlatform platform in new[] { AmoPlatform.AmoCrm, AmoPlatform.Kommo })
        {
            await using SimulatorScene scene = await StartAsync(platform);
            await RepeatAsync(scene, 7);
            scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), null, "another-integration").Text;
            Assert.Equal(platform == AmoPlatform.AmoCrm ? 200 : 429, (await scene.GetAsync("account")).Status);
        }
    }

    [Fact]
    public async Task An_account_has_50_requests_a_second_over_all_integrations()
    {
        await using SimulatorScene scene = await StartAsync();
        for (int i = 0; i < 10; i++)
        {
            scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), null, $"integration-{i}").Text;
            Assert.Equal(Enumerable.Repeat(200, 5), await RepeatAsync(scene, 5));
        }

        Assert.Equal(429, (await scene.GetAsync("account")).Status);
    }

    private static async Task<SimulatorScene> StartAsync(AmoPlatform platform = AmoPlatform.AmoCrm) =>
        await SimulatorScene.StartAsync(AmoCrmSeed.Sample(platform), s => (s.RequestsPerSecond, s.AccountRequestsPerSecond) = (7, 50));

    private static async Task<List<int>> RepeatAsync(SimulatorScene scene, int times)
    {
        List<int> statuses = [];
        for (int i = 0; i < times; i++)
            statuses.Add((await scene.GetAsync("account")).Status);
        return statuses;
    }
}
