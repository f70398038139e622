using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.AmoCrm;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The simulator as a program: its options, and what scripts can do to it below /control/.</summary>
public sealed class SimulatorProgramTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Started_as_a_process_it_answers_with_the_token_that_it_prints()
    {
        using Process process = Start("amocrm", "--platform", "kommo", "--contacts", "300", "--empty", "--first-id", "5000000001", "--clock", "virtual", "--switch", "UsualPage=10");
        try
        {
            string line = await process.StandardOutput.ReadLineAsync(Token) ?? await process.StandardError.ReadToEndAsync(Token);
            using HttpClient http = new() { BaseAddress = new Uri(line.Split(' ')[3].TrimEnd(';')) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", line.Split("token: ")[1]);
            JsonNode page = JsonNode.Parse(await http.GetStringAsync(new Uri("api/v4/contacts?order[id]=desc", UriKind.Relative), Token))!;
            Assert.Equal((10, 5000000599), (page["_embedded"]!["contacts"]!.AsArray().Count, page["_embedded"]!["contacts"]![0]!["id"]!.GetValue<long>()));
            Assert.True(JsonNode.Parse(await http.GetStringAsync(new Uri("api/v4/account?with=is_api_filter_enabled", UriKind.Relative), Token))!["is_api_filter_enabled"]!.GetValue<bool>());
        }
        finally
        {
            process.Kill();
        }
    }

    [Theory]
    [InlineData("There is no product 'bitrix'", "bitrix")]
    [InlineData("--port must be a number", "amocrm", "--port", "x")]
    [InlineData("There is no switch 'Nonsense'", "amocrm", "--switch", "Nonsense=1")]
    [InlineData("There is no option '--speed'", "amocrm", "--speed", "1")]
    public async Task A_wrong_command_line_is_explained(string message, params string[] args)
    {
        using Process process = Start(args);
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Contains("Usage: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_delete_restore_and_merge()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await ControlAsync(scene, "contacts/trash", """{"id":51000001}""");
        Assert.Null(scene.Store.Contacts.FindLive(51000001));
        await ControlAsync(scene, "contacts/restore", """{"id":51000001}""");
        await ControlAsync(scene, "contacts/merge", """{"survivor":51000001,"losers":[51000009]}""");
        Assert.Equal(AmoContactState.Merged, scene.Store.Contacts.Find(51000009)!.State);
        Assert.Equal("There is no contact 99 to be seen.", (await scene.SendAsync("POST", "/control/contacts/trash", """{"id":99}""")).Body);
        Assert.Equal(404, (await scene.SendAsync("POST", "/control/no/such", "{}")).Status);
    }

    [Fact]
    public async Task Scripts_turn_the_clock_switches_and_account_and_get_codes()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await ControlAsync(scene, "clock", """{"seconds":60}""");
        Assert.Equal(1760000060, scene.Store.Now);
        await ControlAsync(scene, "switches", """{"GoodItemsStored":"true"}""");
        Assert.True(scene.Switches.GoodItemsStored);
        await ControlAsync(scene, "account", """{"filters":false,"paid":false}""");
        Assert.False(scene.Store.Account.FiltersEnabled);
        Assert.Equal(402, (await scene.PostAsync("contacts", "[{}]")).Status);
        Assert.Equal(200, (await scene.TokenAsync("authorization_code", (await ControlAsync(scene, "codes", ""))["code"]!.GetValue<string>())).Status);
    }

    [Fact]
    public async Task Scripts_plan_faults_and_read_the_log()
    {
        await using SimulatorScene scene = await SimulatorScene.StartAsync();
        await ControlAsync(scene, "faults", """{"kind":"errorAfter","method":"POST","text":"/contacts","status":504,"times":1}""");
        Assert.Equal(504, (await scene.PostAsync("contacts", """[{"name":"A"}]""")).Status);
        JsonNode entry = Assert.Single((await scene.SendAsync("GET", "/control/log", null)).Json.AsArray())!;
        Assert.Equal(("POST", "/api/v4/contacts", """[{"name":"A"}]"""), (entry["method"]!.GetValue<string>(), entry["target"]!.GetValue<string>(), entry["body"]!.GetValue<string>()));
        await scene.SendAsync("DELETE", "/control/log", null);
        Assert.Empty(scene.Server.Log);
    }

    private static async Task<JsonNode> ControlAsync(SimulatorScene scene, string path, string body)
    {
        SimulatorAnswer answer = await scene.SendAsync("POST", "/control/" + path, body);
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }

    private static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [typeof(SimulatorServer).Assembly.Location, .. args]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        return Process.Start(start)!;
    }
}
