using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>Codes and tokens live as long as the contract says, and no refresh token works twice.</summary>
public sealed class SimulatorTokenTests
{
    [Fact]
    public async Task A_code_works_once_and_for_20_minutes()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string code = scene.Simulator.Tokens.IssueCode();
        string late = scene.Simulator.Tokens.IssueCode();
        Assert.Equal(200, (await scene.TokenAsync("authorization_code", code)).Status);
        Assert.Equal(401, (await scene.TokenAsync("authorization_code", code)).Status);
        scene.Advance(1200);
        Assert.Equal(401, (await scene.TokenAsync("authorization_code", late)).Status);
    }

    [Theory]
    [InlineData("client_id", "Некорректный клиент")]
    [InlineData("client_secret", "Некорректный клиент")]
    [InlineData("redirect_uri", "Некорректный запрос")]
    [InlineData("grant_type", "Некорректный запрос")]
    public async Task Nothing_may_be_missing_and_the_code_is_not_used_up(string field, string title)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string code = scene.Simulator.Tokens.IssueCode();
        SimulatorAnswer answer = await scene.TokenAsync("authorization_code", code, b => b.Remove(field));
        Assert.Equal((401, title), (answer.Status, answer.Json["title"]!.GetValue<string>()));
        Assert.Equal(401, (await scene.TokenAsync("authorization_code", code, b => b["redirect_uri"] += "/")).Status);
        Assert.Equal(200, (await scene.TokenAsync("authorization_code", code)).Status);
    }

    [Fact]
    public async Task A_form_is_as_good_as_JSON()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string form = $"client_id=6f1d2c3b-0000-4000-8000-00000000a001&client_secret=SAMPLE-NOT-A-REAL-SECRET&grant_type=authorization_code&code={scene.Simulator.Tokens.IssueCode()}&redirect_uri=https%3A%2F%2Fcms.example.org%2Fusersync%2Foauth%2Fcallback";
        Assert.Equal(200, (await scene.SendAsync("POST", "/oauth2/access_token", form, "application/x-www-form-urlencoded")).Status);
    }

    [Fact]
    public async Task An_access_token_lives_a_day()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = scene.Simulator.Tokens.IssuePair().Access.Text;
        scene.Advance(86399);
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
        scene.Advance(1);
        Assert.Equal(401, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_for_three_months()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        SimulatorAnswer answer = await scene.TokenAsync("refresh_token", pair.Text);
        string second = answer.Json["refresh_token"]!.GetValue<string>();
        Assert.NotEqual(pair.Text, second);
        Assert.Equal(401, (await scene.TokenAsync("refresh_token", pair.Text)).Status);
        scene.Advance(93 * 86400);
        Assert.Equal(401, (await scene.TokenAsync("refresh_token", second)).Status);
    }

    [Fact]
    public async Task A_lost_answer_leaves_the_old_refresh_token_dead()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        scene.Server.Add(Fault.On("/oauth2/access_token", FaultKind.CutAfter));
        await Assert.ThrowsAsync<HttpRequestException>(() => scene.TokenAsync("refresh_token", pair.Text));
        Assert.Equal("Token has been revoked", (await scene.TokenAsync("refresh_token", pair.Text)).Json["hint"]!.GetValue<string>());
        Assert.Equal(2, scene.Simulator.Tokens.Refresh.Count);
    }

    [Fact]
    public async Task Several_lines_of_pairs_live_side_by_side_and_lengths_vary()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        List<AmoRefreshToken> pairs = [.. Enumerable.Range(0, 5).Select(_ => scene.Simulator.Tokens.IssuePair())];
        Assert.True(pairs.Select(p => p.Text.Length).Distinct().Count() > 1);
        foreach (AmoRefreshToken pair in pairs)
            Assert.Equal(200, (await scene.TokenAsync("refresh_token", pair.Text)).Status);
    }

    [Fact]
    public async Task A_long_lived_token_ends_at_its_date()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(2)).Text;
        scene.Advance(2 * 86400 - 1);
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
        scene.Advance(1);
        Assert.Equal(401, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task A_token_of_another_account_is_401()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await using SimulatorScene other = await SimulatorScene.StartAsync(new AmoCrmSeed(AmoPlatform.AmoCrm, 40000003));
        Assert.Equal(40000003, (await other.GetAsync("account")).Json["id"]!.GetValue<long>());
        scene.Bearer = other.Bearer;
        Assert.Equal(401, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task A_plain_users_token_follows_its_user_and_an_administrators_does_not()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Simulator.Interface.Dismiss(9000001);
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), 9000002).Text;
        Assert.Equal(200, (await scene.GetAsync("account")).Status);
        scene.Simulator.Interface.Dismiss(9000002);
        Assert.Equal(401, (await scene.GetAsync("account")).Status);
    }

    [Fact]
    public async Task An_administrator_can_act_as_another_user()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Task<SimulatorAnswer> As(string user) => scene.SendAsync("GET", "/api/v4/account", null, headers: ("X-Context-User-ID", user));
        Assert.Equal(9000002, (await As("9000002")).Json["current_user_id"]!.GetValue<long>());
        Assert.Equal(401, (await As("1")).Status);
        scene.Store.Users[1].IsFree = true;
        Assert.Equal(401, (await As("9000002")).Status);
    }

    [Theory]
    [InlineData('A', 5)]
    [InlineData('G', 5)]
    [InlineData('M', 1)]
    [InlineData('D', 0)]
    public async Task Rights_decide_what_is_seen(char right, int seen)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        AmoUser clerk = new(9000003, "Clerk", "clerk@example.org") { GroupId = 500001, View = right };
        scene.Store.Users.Add(clerk);
        scene.Store.Contacts.Find(51000005)!.ResponsibleUserId = 9000003;
        scene.Bearer = scene.Simulator.Tokens.IssueLongLived(TimeSpan.FromDays(1), 9000003).Text;
        Assert.Equal(seen, (await scene.GetAsync("contacts")).Ids.Count);
        Assert.Equal(right is 'A' or 'G' ? 200 : 204, (await scene.GetAsync("contacts/51000001")).Status);
        clerk.View = 'A';
        clerk.Edit = right;
        Assert.Equal(right is 'A' or 'G' ? 200 : 403, (await scene.PatchAsync("contacts", """[{"id":51000001,"name":"X"}]""")).Status);
    }

    [Fact]
    public async Task A_moved_account_answers_at_its_new_host_only_and_can_be_asked_for_it()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        AmoRefreshToken pair = scene.Simulator.Tokens.IssuePair();
        scene.Simulator.Rename("renamed");
        Assert.Equal((404, "text/html"), ((await scene.GetAsync("account")).Status, (await scene.GetAsync("account")).ContentType));
        scene.HostHeader = "api-b.amocrm.ru";
        Assert.Equal("renamed.amocrm.ru", (await scene.SendAsync("GET", "/oauth2/account/current/subdomain", null, headers: ("X-Refresh-Token", pair.Text))).Json["domain"]!.GetValue<string>());
        Assert.Equal(401, (await scene.SendAsync("GET", "/oauth2/account/current/subdomain", null, headers: ("X-Refresh-Token", "unknown"))).Status);
        scene.HostHeader = "www.amocrm.ru";
        Assert.Equal("renamed.amocrm.ru", (await scene.SendAsync("GET", "/oauth2/account/subdomain", null)).Json["domain"]!.GetValue<string>());
        scene.HostHeader = "renamed.amocrm.ru";
        Assert.Equal(40000001, (await scene.GetAsync("account")).Json["id"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(AmoPlatform.AmoCrm, "platform=1")]
    [InlineData(AmoPlatform.Kommo, "platform=2")]
    public async Task The_authorization_page_leads_back_with_a_code(AmoPlatform platform, string told)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed(platform));
        const string page = "/oauth?client_id=6f1d2c3b-0000-4000-8000-00000000a001&state=xyz&mode=popup";
        string back = (await scene.SendAsync("GET", page, null)).Headers["Location"];
        Assert.StartsWith("https://cms.example.org/usersync/oauth/callback?code=", back, StringComparison.Ordinal);
        Assert.Contains(told, back, StringComparison.Ordinal);
        Assert.Contains("state=xyz", back, StringComparison.Ordinal);
        Assert.Contains("referer=" + scene.Store.Account.Host, back, StringComparison.Ordinal);
        Assert.Equal(200, (await scene.TokenAsync("authorization_code", back.Split("code=")[1].Split('&')[0])).Status);
        scene.Simulator.RefusesAuthorization = true;
        Assert.EndsWith("?error=access_denied&state=xyz", (await scene.SendAsync("GET", page, null)).Headers["Location"], StringComparison.Ordinal);
    }
}
