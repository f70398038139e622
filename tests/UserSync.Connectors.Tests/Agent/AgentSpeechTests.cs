using System.Diagnostics;
using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>What each agent answers when it is spoken to by hand: wrong roots, lines that are too long or no text, and no web server.</summary>
public sealed class AgentSpeechTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-speech").FullName;

    public static TheoryData<string> Agents { get; } = ["backdrop.php", "joomla.php", "wordpress.php"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_wrong_root_is_named_and_ends_the_agent(string agent)
    {
        AgentFiles.DemandPhp();
        foreach ((string root, string message) in new[] { (_folder, $" in {_folder}"), (_folder + "/nowhere", "There is no folder"), ("", "No folder of the CMS was given") })
        {
            (JObject[] answers, int exitCode) = await AskAsync(agent, $$"""{"id":1,"op":"hello","protocol":1,"root":"{{root}}"}""" + "\n");
            Assert.Equal(1, exitCode);
            Assert.Equal((false, "fatal"), (Assert.Single(answers).Value<bool>("ok"), answers[0]["error"]!.Value<string>("code")));
            Assert.Contains(message, answers[0]["error"]!.Value<string>("message"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Requests_that_cannot_be_understood_are_answered_and_the_next_one_is_heard(string agent)
    {
        AgentFiles.DemandPhp();
        string input = "\n[1]\n{\"id\":1,\"op\":\"count\"}\n{\"id\":2,\"op\":\"hello\",\"x\":\"" + new string('a', 50 * 1024 * 1024) + "\"}\n{\"id\":3,\"op\":\"hello\",\"protocol\":2,\"root\":\"/\"}\n";
        (JObject[] answers, _) = await AskAsync(agent, input);
        Assert.Equal([null, "1", null, "3"], answers.Select(a => a["id"]!.Type == JTokenType.Null ? null : a.Value<string>("id")));
        Assert.Contains("must be hello", answers[1]["error"]!.Value<string>("message"), StringComparison.Ordinal);
        Assert.Contains("longer than 16777216 bytes", answers[2]["error"]!.Value<string>("message"), StringComparison.Ordinal);
        Assert.Contains("version 1 of the protocol, not 2", answers[3]["error"]!.Value<string>("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_no_utf8_is_refused()
    {
        AgentFiles.DemandPhp();
        byte[] broken = [.. "{\"id\":1,\"op\":\"hello\",\"root\":\""u8, 0xff, 0xfe, .. "\"}\n"u8];
        (JObject[] answers, _) = await AskAsync("backdrop.php", broken);
        Assert.Contains("UTF-8", Assert.Single(answers)["error"]!.Value<string>("message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"email":{"a":"b"}}""")]
    [InlineData("""{"email":7}""")]
    [InlineData("""{"email":[true]}""")]
    [InlineData("\"email\"")]
    public async Task A_value_that_is_no_text_is_refused_and_not_guessed(string set)
    {
        AgentFiles.DemandPhp();
        using BackdropStandIn site = new();
        string before = site.Users["7"]!.ToString();
        string input = "{\"id\":1,\"op\":\"hello\",\"protocol\":1}\n{\"id\":2,\"op\":\"update\",\"items\":[{\"id\":\"7\",\"set\":" + set + "}]}\n";
        (JObject[] answers, _) = await AskAsync("backdrop.php", System.Text.Encoding.UTF8.GetBytes(input), site);
        Assert.Equal("invalidItem", answers[1]["results"]![0]!["error"]!.Value<string>("code"));
        Assert.Equal(before, site.Users["7"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Through_a_web_server_an_agent_says_forbidden_and_nothing_else(string agent)
    {
        AgentFiles.DemandPhp();
        using System.Net.Sockets.TcpListener free = new(System.Net.IPAddress.Loopback, 0);
        free.Start();
        int port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using Process server = Process.Start(new ProcessStartInfo("php", ["-S", $"127.0.0.1:{port}", "-t", AgentFiles.Folder]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        try
        {
            await server.StandardError.ReadLineAsync(Token);
            using HttpClient client = new();
            foreach (string file in new[] { agent, "usersync-agent.php" })
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/{file}"), Token);
                Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
                Assert.Equal("The agent of UserSync does not run through a web server.", await answer.Content.ReadAsStringAsync(Token));
            }
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Task<(JObject[] Answers, int ExitCode)> AskAsync(string agent, string input) => AskAsync(agent, System.Text.Encoding.UTF8.GetBytes(input));

    private static async Task<(JObject[] Answers, int ExitCode)> AskAsync(string agent, byte[] input, BackdropStandIn? site = null)
    {
        string command = (site is null ? "" : site.Environment + " ") + $"php '{Path.Combine(AgentFiles.Folder, agent)}'" + (site is null ? "" : $" --root='{Path.Combine(AgentFiles.Tests, "agents", "backdrop")}'");
        using Process php = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task<string> output = php.StandardOutput.ReadToEndAsync(Token);
        try
        {
            await php.StandardInput.BaseStream.WriteAsync(input, Token);
            php.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended and listens no more.
        }

        JObject[] answers = [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JObject.Parse)];
        await php.WaitForExitAsync(Token);
        return (answers, php.ExitCode);
    }
}
