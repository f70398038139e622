using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Each row of the contract's status table, in the shape of its sample.</summary>
public sealed class SimulatorStatusTests
{
    private const string People = """[{"name":"One"},{"name":"Two"}]""";

    [Fact]
    public async Task An_unknown_field_is_400_and_nothing_is_stored()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/400-validation-unknown-field.json", await scene.PostAsync("contacts", """[{"name":"X","custom_fields_values":[{"field_id":999,"values":[{"value":"x"}]}]},{"name":"Good"}]"""));
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
    }

    [Fact]
    public async Task A_dismissed_user_in_charge_is_400_with_the_callers_request_id()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Simulator.Interface.Dismiss(9000002);
        SimulatorSample.Matches("errors/400-validation-deleted-responsible.json", await scene.PatchAsync("contacts", """[{"id":51000001,"responsible_user_id":9000002,"request_id":"usersync-7"}]"""));
    }

    [Fact]
    public async Task Two_bad_items_of_three_are_both_told()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/400-validation-batch-two-items.json", await scene.PostAsync("contacts", """[{"responsible_user_id":"9000002"},{"name":"Good"},{"_embedded":{"tags":[{"id":5001,"request_id":"1"}]}}]"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("name=X")]
    [InlineData("[{\"name\":")]
    [InlineData("[{\"name\":\"A\",\"name\":\"B\"}]")]
    public async Task A_body_that_is_empty_or_no_JSON_is_400(string body)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/400-empty-body.json", await scene.PostAsync("contacts", body));
    }

    [Fact]
    public async Task A_body_that_does_not_say_it_is_JSON_is_empty()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/400-empty-body.json", await scene.SendAsync("POST", "/api/v4/contacts", People, "text/plain"));
    }

    [Theory]
    [InlineData(400, false, "400-transient-system-error.json")]
    [InlineData(401, false, "401-unauthorized.json")]
    [InlineData(402, false, "402-payment-required.json")]
    [InlineData(403, true, "403-blocked.html")]
    [InlineData(403, false, "403-invalid-scope.json")]
    [InlineData(404, true, "404-web-router.html")]
    [InlineData(429, true, "429-too-many-requests.html")]
    [InlineData(429, false, "429-too-many-requests.json")]
    [InlineData(500, false, "500-internal.json")]
    [InlineData(502, true, "502-gateway.html")]
    public async Task A_scripted_failure_has_the_sampled_shape_and_strikes_before_anything_is_stored(int status, bool html, string sample)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, r => r.Method == "POST") { Status = status, Html = html });
        SimulatorSample.Matches("errors/" + sample, await scene.PostAsync("contacts", People));
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
        Assert.Equal(200, (await scene.PostAsync("contacts", People)).Status);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_web_page_with_5xx_may_come_after_storing(int status)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorAfter, r => r.Method == "POST") { Status = status, Html = true, Times = 2 });
        for (int i = 1; i <= 2; i++)
        {
            SimulatorAnswer answer = await scene.PostAsync("contacts", People);
            Assert.Equal((status, "text/html"), (answer.Status, answer.ContentType));
            Assert.Equal(5 + (2 * i), scene.Store.Contacts.Live.Count);
        }

        Assert.Equal(200, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task A_batch_may_die_in_the_middle()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Server.Add(Fault.On("\"One\"", FaultKind.DieAfterRecords, 1));
        Assert.Equal(504, (await scene.PostAsync("contacts", People)).Status);
        Assert.Equal(["One"], scene.Store.Contacts.Live.Skip(5).Select(c => c.Name));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, 5)]
    [InlineData(FaultKind.CutAfter, 7)]
    [InlineData(FaultKind.CutMiddle, 7)]
    public async Task A_connection_may_be_cut(FaultKind kind, int stored)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Server.Add(new Fault(kind, _ => true));
        await Assert.ThrowsAsync<HttpRequestException>(() => scene.PostAsync("contacts", People));
        Assert.Equal(stored, scene.Store.Contacts.Live.Count);
    }

    [Fact]
    public async Task An_answer_may_never_come_while_others_are_answered()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.Silence, r => r.Method == "POST"));
        Task<SimulatorAnswer> waiting = scene.PostAsync("contacts", People);
        while (scene.Server.Faults.Count > 0)
            await Task.Yield();
        Assert.Equal(7, (await scene.GetAsync("contacts")).Ids.Count);
        Assert.False(waiting.IsCompleted);
        await scene.Server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public async Task No_token_or_an_unknown_one_is_401(string? token)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = token;
        SimulatorSample.Matches("errors/401-unauthorized.json", await scene.GetAsync("contacts"));
        Assert.Equal(401, (await scene.GetAsync("no-such-route")).Status);
    }

    [Fact]
    public async Task An_ended_plan_refuses_writes_at_once_and_reads_after_30_days()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Account.PlanEndedAt = scene.Simulator.Clock.GetUtcNow();
        SimulatorSample.Matches("errors/402-payment-required.json", await scene.PostAsync("contacts", People));
        Assert.Equal(200, (await scene.GetAsync("contacts")).Status);
        scene.Advance(30 * 86400);
        Assert.Equal(402, (await scene.GetAsync("contacts")).Status);
    }

    [Fact]
    public async Task Payment_may_fail_for_some_minutes()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Account.PaymentFailsUntil = scene.Simulator.Clock.GetUtcNow() + TimeSpan.FromMinutes(9);
        Assert.Equal(402, (await scene.GetAsync("contacts")).Status);
        scene.Advance(540);
        Assert.Equal(200, (await scene.GetAsync("contacts")).Status);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("webhooks")]
    public async Task Lists_for_administrators_are_403_for_others(string route)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), 9000002).Text;
        SimulatorSample.Matches("errors/403-invalid-scope.json", await scene.GetAsync(route));
    }

    [Fact]
    public async Task New_fields_are_403_for_others_and_a_token_without_scope_is_403_everywhere()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), 9000002).Text;
        Assert.Equal(403, (await scene.PostAsync("contacts/custom_fields", """[{"name":"X","type":"text"}]""")).Status);
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), null, null, "notifications").Text;
        Assert.Equal("Invalid scope", (await scene.GetAsync("contacts")).Detail);
    }

    [Fact]
    public async Task An_unknown_route_is_404_and_says_which()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/404-route.json", await scene.GetAsync("example"));
    }

    [Fact]
    public async Task Another_host_is_404_and_a_web_page()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.HostHeader = "www.amocrm.ru";
        SimulatorSample.Matches("errors/404-web-router.html", await scene.GetAsync("contacts"));
    }

    [Theory]
    [InlineData("DELETE", "contacts/51000001")]
    [InlineData("DELETE", "contacts")]
    [InlineData("PUT", "contacts/51000001")]
    [InlineData("POST", "contacts/51000001")]
    [InlineData("DELETE", "contacts/51000001/notes")]
    [InlineData("POST", "account")]
    public async Task A_method_that_a_route_has_not_is_405(string method, string route)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/405-method-not-allowed.json", await scene.SendAsync(method, "/api/v4/" + route, null));
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
    }

    [Fact]
    public async Task A_list_sent_to_one_contact_is_405()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("errors/405-method-not-allowed.json", await scene.PatchAsync("contacts/51000001", """[{"name":"X"}]"""));
    }

    [Fact]
    public async Task More_than_250_items_are_422()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string Many(int count) => $"[{string.Join(',', Enumerable.Repeat("{\"name\":\"X\"}", count))}]";
        SimulatorSample.Matches("errors/422-too-many-entities.json", await scene.PostAsync("contacts", Many(251)));
        Assert.Equal(5, scene.Store.Contacts.Live.Count);
        Assert.Equal(200, (await scene.PostAsync("contacts", Many(250))).Status);
    }

    [Fact]
    public async Task Answers_have_a_request_id_each()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorAnswer first = await scene.GetAsync("account");
        SimulatorAnswer second = await scene.GetAsync("no-such-route");
        Assert.NotEqual(first.Headers["X-Request-Id"], second.Headers["X-Request-Id"]);
        Assert.True(first.Headers.ContainsKey("X-Runtime-Generated"));
    }

    [Fact]
    public void Every_sampled_failure_is_shown_here()
    {
        string[] shown =
        [
            "204-no-content.body", "400-empty-body.json", "400-transient-system-error.json", "400-validation-batch-two-items.json", "400-validation-deleted-responsible.json", "400-validation-unknown-field.json",
            "401-unauthorized.json", "402-payment-required.json", "403-blocked.html", "403-invalid-scope.json", "404-route.json", "404-web-router.html", "405-method-not-allowed.json",
            "422-too-many-entities.json", "429-too-many-requests.html", "429-too-many-requests.json", "500-internal.json", "502-gateway.html",
        ];
        Assert.Equal(shown, SimulatorSample.Index.Select(f => f["file"]!.GetValue<string>()).Where(f => f.StartsWith("errors/", StringComparison.Ordinal)).Select(f => f["errors/".Length..]).Order(StringComparer.Ordinal));
    }
}
