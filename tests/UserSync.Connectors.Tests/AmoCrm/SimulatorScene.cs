using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>A simulated account on a clock that stands at the time of the contract's samples, and a client without any manners.</summary>
internal sealed class SimulatorScene : IAsyncDisposable
{
    public const string Host = "example.amocrm.ru";

    private readonly HttpClient _http;

    private SimulatorScene(AmoCrmSimulator simulator, SimulatorServer server)
    {
        Simulator = simulator;
        Server = server;
        Bearer = simulator.LongLivedToken;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public AmoCrmSimulator Simulator { get; }

    public SimulatorServer Server { get; }

    public AmoStore Store => Simulator.Store;

    public AmoCrmSwitches Switches => Simulator.Switches;

    /// <summary>The access token that is sent; null for none.</summary>
    public string? Bearer { get; set; }

    /// <summary>The host name that is asked for.</summary>
    public string HostHeader { get; set; } = Host;

    /// <summary>The samples' account with its contacts, filters on, and no limit of speed.</summary>
    public static Task<SimulatorScene> StartAsync(Action<AmoCrmSwitches>? turn = null) => StartAsync(AmoCrmSeed.Sample(), turn);

    public static async Task<SimulatorScene> StartAsync(AmoCrmSeed seed, Action<AmoCrmSwitches>? turn = null)
    {
        SimulatedClock clock = new();
        clock.Advance(DateTimeOffset.FromUnixTimeSeconds(1760000000) - clock.GetUtcNow());
        AmoCrmSwitches switches = new() { RequestsPerSecond = 0, AccountRequestsPerSecond = 0 };
        turn?.Invoke(switches);
        seed.Account.FiltersEnabled = true;
        AmoCrmSimulator simulator = new(seed, clock, switches);
        SimulatorScene scene = new(simulator, await SimulatorServer.StartAsync(simulator));
        if (seed.Account.Platform == AmoPlatform.Kommo)
            scene.HostHeader = seed.Account.Host;
        return scene;
    }

    public void Advance(double seconds) => Simulator.Clock.Advance(TimeSpan.FromSeconds(seconds));

    public Task<SimulatorAnswer> GetAsync(string path) => SendAsync("GET", "/api/v4/" + path, null);

    public Task<SimulatorAnswer> PostAsync(string path, string json) => SendAsync("POST", "/api/v4/" + path, json);

    public Task<SimulatorAnswer> PatchAsync(string path, string json) => SendAsync("PATCH", "/api/v4/" + path, json);

    public Task<SimulatorAnswer> DeleteAsync(string path, string? json = null) => SendAsync("DELETE", "/api/v4/" + path, json);

    public async Task<SimulatorAnswer> SendAsync(string method, string target, string? body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage message = new(new HttpMethod(method), target.TrimStart('/'));
        message.Headers.Host = HostHeader;
        if (Bearer is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer);
        foreach ((string name, string value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await _http.SendAsync(message, Token);
        Dictionary<string, string> told = answer.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase);
        return new SimulatorAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Token), told);
    }

    /// <summary>POST of the token endpoint with the sample's integration.</summary>
    public Task<SimulatorAnswer> TokenAsync(string grant, string value, Action<JsonObject>? change = null)
    {
        JsonObject body = new()
        {
            ["client_id"] = "6f1d2c3b-0000-4000-8000-00000000a001",
            ["client_secret"] = "SAMPLE-NOT-A-REAL-SECRET",
            ["grant_type"] = grant,
            [grant == "refresh_token" ? "refresh_token" : "code"] = value,
            ["redirect_uri"] = "https://cms.example.org/usersync/oauth/callback",
        };
        change?.Invoke(body);
        return SendAsync("POST", "/oauth2/access_token", body.ToJsonString());
    }

    /// <summary>All ids of the list of contacts with these parameters.</summary>
    public async Task<List<long>> IdsAsync(string query) => (await GetAsync("contacts?" + query)).Ids;

    /// <summary>Searches for a text.</summary>
    public Task<List<long>> FindAsync(string text) => IdsAsync("order[id]=asc&query=" + WebUtility.UrlEncode(text));

    /// <summary>The values of a field of a contact, as JSON; null when it is empty.</summary>
    public async Task<string?> ValuesAsync(long contact, long field)
    {
        JsonNode json = (await GetAsync($"contacts/{contact}")).Json;
        return (json["custom_fields_values"] as JsonArray)?.SingleOrDefault(f => f!["field_id"]!.GetValue<long>() == field)?["values"]!.ToJsonString();
    }

    /// <summary>Names of the tags of a contact.</summary>
    public async Task<List<string>> TagsAsync(long contact) => (await GetAsync($"contacts/{contact}")).Embedded("tags").ConvertAll(t => t["name"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        Simulator.Dispose();
    }
}
