using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Each switch of access, limits and webhooks does something different in its two positions.</summary>
public sealed class SimulatorAccessSwitchTests
{
    [Theory]
    [InlineData(false, 401)]
    [InlineData(true, 400)]
    public async Task TokenFailureIs400_or_401(bool documented, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.TokenFailureIs400 = documented);
        SimulatorAnswer answer = await scene.TokenAsync("refresh_token", "unknown");
        Assert.Equal((status, status), (answer.Status, answer.Json["status"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData(0, 401)]
    [InlineData(60, 200)]
    public async Task RefreshGrace_lets_a_used_token_work_a_little_longer(int seconds, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.RefreshGrace = TimeSpan.FromSeconds(seconds));
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        await scene.TokenAsync("refresh_token", pair.Text);
        Assert.Equal(status, (await scene.TokenAsync("refresh_token", pair.Text)).Status);
        scene.Advance(60);
        Assert.Equal(401, (await scene.TokenAsync("refresh_token", pair.Text)).Status);
    }

    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 401)]
    public async Task RefreshKillsOldAccess_or_leaves_it(bool kills, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.RefreshKillsOldAccess = kills);
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        scene.Bearer = pair.Access.Text;
        await scene.TokenAsync("refresh_token", pair.Text);
        Assert.Equal(status, (await scene.GetAsync("account")).Status);
    }

    [Theory]
    [InlineData(false, "Invalid user name or password")]
    [InlineData(true, "Неверный логин или пароль")]
    public async Task RussianErrors_or_English(bool russian, string detail)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.RussianErrors = russian);
        scene.Bearer = null;
        Assert.Equal(detail, (await scene.GetAsync("account")).Detail);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Empty405_or_JSON(bool empty)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.Empty405 = empty);
        SimulatorAnswer answer = await scene.DeleteAsync("contacts/51000001");
        Assert.Equal((405, empty), (answer.Status, answer.Body.Length == 0));
    }

    [Theory]
    [InlineData(false, "application/problem+json")]
    [InlineData(true, "text/html")]
    public async Task Html429_or_JSON(bool html, string type)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => (s.RequestsPerSecond, s.Html429) = (1, html));
        await scene.GetAsync("account");
        SimulatorAnswer answer = await scene.GetAsync("account");
        Assert.Equal((429, type), (answer.Status, answer.ContentType));
        SimulatorSample.Matches(html ? "errors/429-too-many-requests.html" : "errors/429-too-many-requests.json", answer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public async Task RetryAfterHeader_is_told_or_not(int? seconds)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => (s.RequestsPerSecond, s.RetryAfterHeader) = (1, seconds));
        await scene.GetAsync("account");
        Assert.Equal(seconds?.ToString(), (await scene.GetAsync("account")).Headers.GetValueOrDefault("Retry-After"));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(5, 429)]
    public async Task RequestsPerSecond_limits_or_not(int limit, int sixth)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.RequestsPerSecond = limit);
        Assert.Equal(sixth, await LastOfAsync(scene, 6));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(5, 429)]
    public async Task AccountRequestsPerSecond_limits_or_not(int limit, int sixth)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.AccountRequestsPerSecond = limit);
        Assert.Equal(sixth, await LastOfAsync(scene, 6));
    }

    [Theory]
    [InlineData(0, 429)]
    [InlineData(2, 403)]
    public async Task BlockAtRefusal_brings_the_block(int at, int third)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => (s.RequestsPerSecond, s.BlockAtRefusal) = (1, at));
        Assert.Equal(third, await LastOfAsync(scene, 3));
    }

    [Theory]
    [InlineData(null, 403)]
    [InlineData(60, 200)]
    public async Task BlockLasts_until_support_helps_or_for_a_while(int? minutes, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => (s.RequestsPerSecond, s.BlockAtRefusal, s.BlockLasts) = (1, 1, minutes is { } m ? TimeSpan.FromMinutes(m) : null));
        Assert.Equal(403, await LastOfAsync(scene, 2));
        scene.Advance(3599);
        Assert.Equal(403, await LastOfAsync(scene, 1));
        scene.Advance(1);
        Assert.Equal(status, await LastOfAsync(scene, 1));
    }

    [Theory]
    [InlineData(false, 405)]
    [InlineData(true, 404)]
    public async Task DeleteIs404_or_405(bool seen, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.DeleteIs404 = seen);
        SimulatorAnswer answer = await scene.DeleteAsync("contacts/51000001");
        Assert.Equal((status, seen), (answer.Status, answer.Detail!.StartsWith("Cannot DELETE https://example.amocrm.ru/", StringComparison.Ordinal)));
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WebhookSparse_leaves_out_what_some_recordings_lack(bool sparse)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhookSparse = sparse);
        await scene.PatchAsync("contacts/51000001", """{"name":"X"}""");
        string body = scene.Simulator.Webhooks.Waiting[0].Body;
        Assert.Equal(!sparse, body.Contains("account%5Bid%5D", StringComparison.Ordinal));
        Assert.Equal(!sparse, body.Contains("modified_user_id", StringComparison.Ordinal));
        Assert.Contains("%5Bid%5D=51000001&", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 201)]
    [InlineData(true, 200)]
    public async Task SubscriptionAsSeen_or_as_documented(bool seen, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.SubscriptionAsSeen = seen);
        SimulatorAnswer answer = await scene.PostAsync("webhooks", """{"destination":"https://cms.example.org/","settings":["add_contact"]}""");
        Assert.Equal((status, seen ? """{"add_contact":1}""" : """["add_contact"]"""), (answer.Status, answer.Json["settings"]!.ToJsonString()));
    }

    [Theory]
    [InlineData(true, 204)]
    [InlineData(false, 402)]
    public async Task WebhooksInPlan_or_not(bool included, int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(s => s.WebhooksInPlan = included);
        Assert.Equal(status, (await scene.GetAsync("webhooks")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WebhookAccountLast_or_first(bool last)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhookAccountLast = last);
        scene.Simulator.Interface.Trash(51000001);
        Assert.Equal(!last, scene.Simulator.Webhooks.Waiting[0].Body.StartsWith("account", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task WebhooksBundled_or_one_for_each_change(bool bundled, int sent)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhooksBundled = bundled);
        await scene.PatchAsync("contacts", """[{"id":51000001,"name":"X"},{"id":51000003,"name":"Y"}]""");
        Assert.Equal(sent, scene.Simulator.Webhooks.Waiting.Count);
        Assert.Equal(bundled, scene.Simulator.Webhooks.Waiting[0].Body.Contains("contacts%5Bupdate%5D%5B1%5D", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task WebhooksTwice_or_once(bool twice, int sent)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhooksTwice = twice);
        SimulatorReceiver receiver = Receiver(scene);
        scene.Simulator.Interface.Trash(51000001);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        Assert.Equal(sent, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(r => r.Body).Distinct());
    }

    [Theory]
    [InlineData(false, "delete")]
    [InlineData(true, "restore")]
    public async Task WebhooksReversed_or_in_order(bool reversed, string first)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhooksReversed = reversed);
        SimulatorReceiver receiver = Receiver(scene);
        scene.Simulator.Interface.Trash(51000001);
        scene.Simulator.Interface.Restore(51000001);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        Assert.Contains($"contacts%5B{first}%5D", receiver.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task WebhooksLost_or_sent(bool lost, int waiting)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhooksLost = lost);
        scene.Simulator.Interface.Trash(51000001);
        Assert.Equal(waiting, scene.Simulator.Webhooks.Waiting.Count);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task WebhookRetryKeepsId_or_has_a_new_one(bool keeps, int ids)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhookRetryKeepsId = keeps);
        SimulatorReceiver receiver = Receiver(scene);
        receiver.IsDown = true;
        scene.Simulator.Interface.Trash(51000001);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        scene.Advance(300);
        await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Equal(ids, receiver.Requests.Select(r => r.Headers.Single(h => h.StartsWith("X-Amocrm", StringComparison.Ordinal))).Distinct().Count());
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 3)]
    public async Task WebhookTimeoutIsZero_ends_the_repetitions_earlier(bool zero, int attempts)
    {
        await using SimulatorScene scene = await SubscribedAsync(s => s.WebhookTimeoutIsZero = zero);
        SimulatorReceiver receiver = Receiver(scene);
        receiver.Status = 499;
        scene.Simulator.Interface.Trash(51000001);
        for (int i = 0; i < 6; i++)
        {
            await scene.Simulator.Webhooks.SendDueAsync(SimulatorScene.Token);
            scene.Advance(3600);
        }

        Assert.Equal(attempts, receiver.Requests.Count);
    }

    private static async Task<int> LastOfAsync(SimulatorScene scene, int requests)
    {
        int status = 0;
        for (int i = 0; i < requests; i++)
            status = (await scene.GetAsync("account")).Status;
        return status;
    }

    private static async Task<SimulatorScene> SubscribedAsync(Action<AmoCrmSwitches> turn)
    {
        SimulatorScene scene = await SimulatorScene.StartAsync(turn);
        scene.Simulator.Webhooks.Subscribe("https://cms.example.org/", ["update_contact", "delete_contact", "restore_contact"], 9000001);
        return scene;
    }

    private static SimulatorReceiver Receiver(SimulatorScene scene)
    {
        SimulatorReceiver receiver = new();
        scene.Simulator.Webhooks.Transport = receiver;
        return receiver;
    }
}
