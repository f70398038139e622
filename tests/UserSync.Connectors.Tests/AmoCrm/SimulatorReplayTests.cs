using System.Text;
using System.Text.Json.Nodes;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The simulator is held against the contract's samples: requests are sent as they are, answers are the same in shape and meaning.</summary>
public sealed class SimulatorReplayTests
{
    private const string Hook = "https%3A%2F%2Fcms.example.org%2Fusersync%2Fhook%2F4f3a-secret-path";

    [Fact]
    public async Task The_account_and_its_users()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Account.FiltersEnabled = false;
        SimulatorSample.Matches("account/get.response.200.json", await scene.GetAsync("account"));
        // This sample leaves out what the other one has.
        SimulatorSample.Matches("account/get-with.response.200.json", await scene.GetAsync("account?with=is_api_filter_enabled,users_groups,datetime_settings,version"), "created_at", "created_by", "updated_at", "updated_by", "currency", "currency_symbol", "mobile_feature_version");
        SimulatorSample.Matches("users/list.response.200.json", await scene.GetAsync("users"));
    }

    [Fact]
    public async Task Fields()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("custom_fields/list.page1.response.200.json", await scene.GetAsync("contacts/custom_fields?limit=10&page=1"));
        SimulatorSample.Matches("custom_fields/list.page2.response.200.json", await scene.GetAsync("contacts/custom_fields?limit=10&page=2"));
        scene.Store.Fields.RemoveAll(f => f.Code == "CMS_USER_ID");
        // Its ids and the second one's position are those of a list that was made otherwise.
        SimulatorSample.Matches("custom_fields/create.response.201.json", await scene.PostAsync("contacts/custom_fields", SimulatorSample.Text("custom_fields/create.request.json")), "id", "href", "sort");
    }

    [Fact]
    public async Task Tags()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("tags/list.response.200.json", await scene.GetAsync("contacts/tags?page=1&limit=50"));
        SimulatorSample.Matches("tags/create.response.200.json", await scene.PostAsync("contacts/tags", SimulatorSample.Text("tags/create.request.json")));
    }

    [Fact]
    public async Task Lists_of_contacts()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("contacts/list.page1.response.200.json", await scene.GetAsync("contacts?order[id]=asc&limit=3&page=1"));
        SimulatorSample.Matches("contacts/list.page2.response.200.json", await scene.GetAsync("contacts?order[id]=asc&limit=3&page=2"));
        SimulatorAnswer third = await scene.GetAsync("contacts?order[id]=asc&limit=3&page=3");
        Assert.Equal((204, null, SimulatorSample.Text("errors/204-no-content.body")), (third.Status, third.ContentType, third.Body));
        SimulatorSample.Matches("contacts/list.query-email.response.200.json", await scene.GetAsync("contacts?query=marta.lindqvist%40example.org&limit=50"));
        SimulatorSample.Matches("contacts/list.only-deleted.response.200.json", await scene.GetAsync("contacts?with=only_deleted&filter[id][]=51000011"));
        SimulatorSample.Matches("contacts/get.with-leads.response.200.json", await scene.GetAsync("contacts/51000001?with=leads,customers,catalog_elements"));
    }

    [Fact]
    public async Task A_batch_of_new_contacts()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync(new AmoCrmSeed());
        SimulatorSample.Matches("contacts/create.response.200.json", await scene.PostAsync("contacts", SimulatorSample.Text("contacts/create.request.json")));
        AmoContact marta = scene.Store.Contacts.FindLive(51000001)!;
        Assert.Equal(("Marta Lindqvist", 0L, 9000002L), (marta.Name, marta.CreatedBy, marta.ResponsibleUserId));
        Assert.Equal(new AmoValue(316472400L), marta[601007]![0]);
        Assert.Equal(["site"], await scene.TagsAsync(51000001));
        Assert.Equal(["site"], await scene.TagsAsync(51000003));
    }

    [Fact]
    public async Task Changes_of_contacts()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Advance(100);
        SimulatorSample.Matches("contacts/update-batch.response.200.json", await scene.PatchAsync("contacts", SimulatorSample.Text("contacts/update-batch.request.json")));
        Assert.Equal(["Клиент", "newsletter"], await scene.TagsAsync(51000001));
        Assert.Equal(["marta.berg@example.org", "marta@home.example.org"], scene.Store.Contacts.FindLive(51000001)![601005]!.Select(v => v.Value));

        scene.Advance(100);
        SimulatorSample.Matches("contacts/update-one.response.200.b-embedded.json", await scene.PatchAsync("contacts/51000001", SimulatorSample.Text("contacts/update-one.request.json")));
        scene.Switches.BareSingleUpdate = true;
        SimulatorSample.Matches("contacts/update-one.response.200.a-bare.json", await scene.PatchAsync("contacts/51000001", SimulatorSample.Text("contacts/update-one.request.json")));
        Assert.Single(scene.Store.Contacts.FindLive(51000001)![601003]!);
        Assert.Equal(9000001, scene.Store.Contacts.FindLive(51000001)!.ResponsibleUserId);
    }

    [Theory]
    [InlineData("replace", "Клиент,newsletter")]
    [InlineData("clear-null", "")]
    [InlineData("clear-empty", "")]
    public async Task Changes_of_the_set_of_tags(string sample, string left)
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(200, (await scene.PatchAsync("contacts/51000001", SimulatorSample.Text($"contacts/update-tags-{sample}.request.json"))).Status);
        Assert.Equal(left, string.Join(',', await scene.TagsAsync(51000001)));
    }

    [Fact]
    public async Task Notes()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Advance(300);
        SimulatorSample.Matches("notes/create.response.200.json", await scene.PostAsync("contacts/notes", SimulatorSample.Text("notes/create.request.json")));
        scene.Store.Notes.RemoveAll(n => n.NoteType == "service_message");
        SimulatorSample.Matches("notes/list.response.200.json", await scene.GetAsync("contacts/51000001/notes?page=1&limit=50"));
    }

    [Fact]
    public async Task Links()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        SimulatorSample.Matches("links/list.response.200.json", await scene.GetAsync("contacts/51000001/links"));
    }

    [Fact]
    public async Task Events()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Store.Contacts.Move(scene.Store.Contacts.Find(51000011)!, AmoContactState.Live);
        scene.Advance(30);
        scene.Simulator.Interface.Trash(51000011);
        scene.Advance(10);
        scene.Simulator.Interface.Merge(51000001, 51000009);
        scene.Advance(10);
        await scene.PatchAsync("contacts/51000001", """{"tags_to_add":[{"name":"newsletter"}],"updated_by":0}""");
        SimulatorSample.Matches("events/list.response.200.json", await scene.GetAsync("events?limit=100"), "id", "href");
        Assert.Equal([51000011], (await scene.GetAsync("events?limit=100&filter[entity]=contact&filter[type][]=contact_deleted")).Embedded("events").ConvertAll(e => e["entity_id"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Subscriptions_to_webhooks()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        Assert.Equal(204, (await scene.GetAsync("webhooks")).Status);
        string request = SimulatorSample.Text("webhooks-api/subscribe.request.json");
        SimulatorSample.Matches("webhooks-api/subscribe.response.201.json", await scene.PostAsync("webhooks", request));
        scene.Switches.SubscriptionAsSeen = true;
        SimulatorSample.Matches("webhooks-api/subscribe.response.200.settings-object.json", await scene.PostAsync("webhooks", request));
        SimulatorSample.Matches("webhooks-api/list.response.200.json", await scene.GetAsync("webhooks?filter[destination]=" + Hook));
        Assert.Equal(204, (await scene.DeleteAsync("webhooks", SimulatorSample.Text("webhooks-api/unsubscribe.request.json"))).Status);
        Assert.Equal(404, (await scene.DeleteAsync("webhooks", SimulatorSample.Text("webhooks-api/unsubscribe.request.json"))).Status);
    }

    [Fact]
    public async Task Tokens()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        scene.Bearer = null;
        string Filled(string name, string code, string refresh) => SimulatorSample.Text(name)
            .Replace("SAMPLE-CODE-valid-20-minutes", code, StringComparison.Ordinal).Replace("SAMPLE-REFRESH-TOKEN-1", refresh, StringComparison.Ordinal);
        SimulatorAnswer pair = await scene.SendAsync("POST", "/oauth2/access_token", Filled("auth/token-by-code.request.json", scene.Simulator.Tokens.IssueCode(), ""));
        SimulatorSample.Matches("auth/token-by-code.response.200.json", pair);

        string refresh = pair.Json["refresh_token"]!.GetValue<string>();
        SimulatorSample.Matches("auth/account-subdomain.response.200.json", await scene.SendAsync("GET", "/oauth2/account/current/subdomain", null, headers: ("X-Refresh-Token", refresh)));
        scene.Advance(80000);
        SimulatorSample.Matches("auth/token-by-refresh.response.200.json", await scene.SendAsync("POST", "/oauth2/access_token", Filled("auth/token-by-refresh.request.json", "", refresh)));
        SimulatorSample.Matches("auth/token-refresh-revoked.response.401.json", await scene.SendAsync("POST", "/oauth2/access_token", Filled("auth/token-by-refresh.request.json", "", refresh)));
        SimulatorSample.Matches("auth/token-invalid-client.response.401.json", await scene.TokenAsync("refresh_token", refresh, b => b["client_secret"] = "wrong"));
    }

    [Fact]
    public async Task Claims_of_an_access_token()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        string payload = scene.Simulator.Tokens.IssuePair().Access.Text.Split('.')[1].Replace('-', '+').Replace('_', '/');
        JsonNode claims = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))))!;
        Assert.Null(SimulatorSample.Difference(claims, SimulatorSample.Json("auth/access-token-claims.example.json"), "$", []));
    }
}
