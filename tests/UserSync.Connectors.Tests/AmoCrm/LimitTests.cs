using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Simulators;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The vendor's limits: contract 5.4 and complaint 1 of its section 9.</summary>
public sealed class LimitTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData(null)]
    [InlineData(7d)]
    public async Task A_thousand_requests_in_a_row_are_never_too_fast(double? rate)
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector(http: Fakes.Given.Http with { RequestsPerSecond = rate });
        DateTimeOffset start = scene.Time.GetUtcNow();
        for (int n = 0; n < 1000; n++)
            await crm.ListTagsAsync(Token).ToListAsync(Token);
        Assert.Equal(0, scene.Simulator.Limiter.Refusals);
        Assert.InRange(crm.Requests.Reads / (scene.Time.GetUtcNow() - start).TotalSeconds, (rate ?? 5) * 0.95, rate ?? 5.01);
    }

    [Fact]
    public async Task Several_processes_on_one_store_keep_one_pace()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        await using AmoCrmConnector one = run.Scene.Connector(memory: run.Memory());
        await using AmoCrmConnector two = run.Scene.Connector(memory: run.Memory());
        DateTimeOffset start = run.Scene.Time.GetUtcNow();
        for (int n = 0; n < 20; n++)
        {
            await one.ListTagsAsync(Token).ToListAsync(Token);
            await two.ListTagsAsync(Token).ToListAsync(Token);
        }

        Assert.Equal(0, run.Scene.Simulator.Limiter.Refusals);
        Assert.InRange((run.Scene.Time.GetUtcNow() - start).TotalSeconds, 7.9, 10);
    }

    [Fact]
    public async Task One_cmdlet_after_the_other_keeps_the_pace_before_there_is_a_link_store()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        DateTimeOffset start = run.Scene.Time.GetUtcNow();
        for (int n = 0; n < 20; n++)
        {
            await using StoreMemory memory = run.Memory();
            await using AmoCrmConnector crm = run.Scene.Connector(memory: memory);
            await crm.ListTagsAsync(Token).ToListAsync(Token);
        }

        Assert.Equal(0, run.Scene.Simulator.Limiter.Refusals);
        Assert.InRange((run.Scene.Time.GetUtcNow() - start).TotalSeconds, 3.8, 16);
    }

    [Theory]
    [InlineData(false, null, 300)]
    [InlineData(true, null, 1)]
    [InlineData(true, 17, 17)]
    public async Task After_429_everybody_waits_as_long_as_is_asked(bool html, int? header, int seconds)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => (s.Html429, s.RetryAfterHeader) = (html, header));
        VolatileMemory memory = new(scene.Time);
        await using AmoCrmConnector crm = scene.Connector(memory: memory);
        scene.Switches.RequestsPerSecond = 0;
        await crm.IdentifyAsync(Token);
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, _ => true) { Status = 429, Html = html });
        scene.Switches.RetryAfterHeader = header;
        DateTimeOffset start = scene.Time.GetUtcNow();
        await crm.ListTagsAsync(Token).ToListAsync(Token);
        double least = header is null || html ? Math.Min(seconds, header is null ? seconds * 0.7 : 0.7) : seconds;
        Assert.InRange((scene.Time.GetUtcNow() - start).TotalSeconds, least, 320);
        Assert.Equal(3, scene.Server.Log.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_third_429_in_a_row_ends_the_run_before_the_account_is_blocked(bool html)
    {
        await using AmoScene scene = await AmoScene.StartAsync(s => s.Html429 = html);
        await using AmoCrmConnector crm = scene.Connector();
        await crm.IdentifyAsync(Token);
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, _ => true) { Status = 429, Html = html, Times = 100 });
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask());
        Assert.Equal(ConnectorErrorKind.Throttled, error.Kind);
        int sent = scene.Server.Log.Count;
        Assert.Equal(1 + 3, sent);
        await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask());
        Assert.Equal(sent, scene.Server.Log.Count);
    }

    [Fact]
    public async Task A_block_ends_the_run_and_keeps_every_process_on_the_store_out_for_an_hour()
    {
        await using AmoRun run = await AmoRun.StartAsync();
        run.User(1, "anna@example.org");
        await run.RunAsync();
        run.Scene.Simulator.Limiter.BlockedAt = run.Scene.Time.GetUtcNow();
        SyncError? error = await run.TryAsync();
        Assert.Equal(ErrorIds.AccountBlocked, error?.Id);
        run.Scene.Simulator.Limiter.Reset();
        int sent = run.Scene.Server.Log.Count;
        await using (AmoCrmConnector other = run.Scene.Connector(memory: run.Memory()))
        {
            ConnectorException refused = await Assert.ThrowsAsync<ConnectorException>(() => other.IdentifyAsync(Token));
            Assert.Equal(ConnectorErrorKind.Blocked, refused.Kind);
            Assert.Contains("leaves the account alone until", refused.Message, StringComparison.Ordinal);
            Assert.Equal(sent, run.Scene.Server.Log.Count);
        }

        run.Scene.Time.Advance(TimeSpan.FromMinutes(61));
        await using AmoCrmConnector later = run.Scene.Connector(memory: run.Memory());
        Assert.Equal("40000001", (await later.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task A_short_spell_of_402_is_waited_for_and_a_long_one_ends_the_run()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector();
        scene.Store.Account.PaymentFailsUntil = scene.Time.GetUtcNow() + TimeSpan.FromMinutes(9);
        await crm.IdentifyAsync(Token);
        scene.Store.Account.PaymentFailsUntil = scene.Time.GetUtcNow() + TimeSpan.FromDays(1);
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => crm.ListTagsAsync(Token).ToListAsync(Token).AsTask());
        Assert.Equal((ErrorIds.PlanEnded, ConnectorErrorKind.Maintenance), (error.Error.Id, error.Kind));
    }

    [Fact]
    public void A_turn_far_ahead_comes_from_a_wrong_clock_and_is_forgotten()
    {
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(56);
        AccountTraffic wrong = AccountTraffic.None with { NextAt = now.AddDays(1), HeldUntil = now.AddDays(1), BlockedUntil = now.AddDays(1) };
        Assert.Equal(now, wrong.Take(now, TimeSpan.FromMilliseconds(200)).Turn.At);
        Assert.Null(wrong.Take(now, TimeSpan.FromMilliseconds(200)).Turn.BlockedUntil);
    }
}
