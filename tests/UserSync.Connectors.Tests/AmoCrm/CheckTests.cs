using UserSync.Connectors.AmoCrm;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Profiles;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>What the checklist says of an account: time zone, filters, plan, rights, marker.</summary>
public sealed class CheckTests
{
    private static CancellationToken Token => AmoScene.Token;

    [Theory]
    [InlineData(AmoPlatform.AmoCrm, null)]
    [InlineData(AmoPlatform.Kommo, true)]
    public async Task A_good_account_passes_and_nothing_is_written(AmoPlatform platform, bool? filters)
    {
        await using AmoScene scene = await AmoScene.StartAsync(platform: platform);
        await using AmoCrmConnector crm = scene.Connector();
        Dictionary<string, bool?> lines = await LinesAsync(crm);
        Assert.Equal(filters, lines["filters"]);
        Assert.All(new[] { "credential", "token", "clock", "time zone", "plan", "marker field", "rights" }, check => Assert.True(lines[check], check));
        Assert.Empty(scene.Live());
        Assert.Equal(0, crm.Requests.Writes);
    }

    [Fact]
    public async Task An_unpaid_plan_is_found_out_although_everything_can_still_be_read()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        scene.Store.Account.PlanEndedAt = scene.Time.GetUtcNow();
        await using AmoCrmConnector crm = scene.Connector();
        DateTimeOffset start = scene.Time.GetUtcNow();
        CheckResult plan = Assert.Single(await crm.CheckAsync(Token).ToListAsync(Token), c => c.Check == "plan");
        Assert.Equal((false, ErrorIds.PlanEnded), (plan.Passed, plan.Error?.Id));
        Assert.Contains("Pay the plan", plan.Remedy, StringComparison.Ordinal);
        Assert.InRange(scene.Time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_server_fault_leaves_the_plan_open_and_a_block_ends_the_checklist()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Method == "POST") { Status = 502, Times = 99 });
        await using AmoCrmConnector crm = scene.Connector();
        Assert.Null((await LinesAsync(crm))["plan"]);
        await using AmoCrmConnector other = scene.Connector();
        scene.Server.Add(new Fault(FaultKind.ErrorBefore, static r => r.Target.Contains("users", StringComparison.Ordinal)) { Status = 403, Html = true });
        Assert.Equal(ConnectorErrorKind.Blocked, (await Assert.ThrowsAsync<ConnectorException>(() => LinesAsync(other))).Kind);
    }

    [Theory]
    [InlineData('A', 'A', 'A', true, true, true)]
    [InlineData('M', 'A', 'A', false, true, true)]
    [InlineData('G', 'D', 'A', false, false, true)]
    [InlineData('A', 'M', 'D', true, false, false)]
    public async Task Rights_that_hide_or_refuse_contacts_fail(char view, char edit, char add, bool sees, bool edits, bool adds)
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using Fakes.HttpStub stub = new(r => r.Path.EndsWith("users", StringComparison.Ordinal)
            ? Fakes.StubAnswer.Json($$$"""{"_embedded":{"users":[{"id":9000002,"rights":{"is_admin":false,"contacts":{"view":"{{{view}}}","edit":"{{{edit}}}","add":"{{{add}}}"} } }]}}""")
            : r.Path.EndsWith("account", StringComparison.Ordinal) ? Fakes.StubAnswer.Json("""{"id":40000001,"current_user_id":9000002}""") : Fakes.StubAnswer.Json("", 204));
        await using AmoCrmConnector crm = new(scene.End() with { Url = stub.Address }, scene.Simulator.LongLivedToken, new() { Marker = AmoScene.Marker }, new VolatileMemory(scene.Time), Fakes.Given.Context(scene.Time));
        Dictionary<string, bool?> lines = await LinesAsync(crm);
        Assert.Equal((sees, edits, adds), (lines["right to view contacts"] == true, lines["right to edit contacts"] == true, lines["right to add contacts"] == true));
    }

    [Fact]
    public async Task A_plain_user_s_token_is_told_that_its_rights_cannot_be_looked_up()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector(scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(90), userId: 9000002).Text);
        Assert.Null((await LinesAsync(crm))["rights"]);
    }

    [Fact]
    public async Task A_marker_that_does_not_exist_fails_with_who_makes_it()
    {
        await using AmoScene scene = await AmoScene.StartAsync();
        await using AmoCrmConnector crm = scene.Connector(policy: new ContactPolicy { Marker = "#654322" });
        CheckResult marker = Assert.Single(await crm.CheckAsync(Token).ToListAsync(Token), c => c.Check == "marker field");
        Assert.False(marker.Passed);
        Assert.Contains("New-CrmMarkerField", marker.Remedy, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, bool?>> LinesAsync(AmoCrmConnector crm) => await crm.CheckAsync(Token).ToDictionaryAsync(c => c.Check, c => c.Passed, StringComparer.Ordinal, Token);
}
