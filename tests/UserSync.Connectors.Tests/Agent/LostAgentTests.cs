using System.Diagnostics;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Agent;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>An agent that dies, hangs or is not let start, in the middle of everything: nobody is doubled, nobody is lost, the rest goes on.</summary>
public sealed class LostAgentTests
{
    private static readonly string[] Names = ["one", "two", "dies", "three", "hangs", "four"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("death")]
    [InlineData("deathAfter")]
    [InlineData("hang")]
    public async Task A_batch_whose_agent_is_lost_is_settled_by_reading(string trouble)
    {
        using BackdropStandIn site = new() { Trouble = trouble };
        await using AgentConnector agent = site.Open(seconds: 2);
        IReadOnlyList<WriteResult> results = await agent.WriteAsync([.. Names.Select((name, n) => Create(name, n))], Token);
        string[] stored = [.. Names.Where(n => Stored(site, n) == 1)];
        Assert.DoesNotContain(Names, n => Stored(site, n) > 1);
        Assert.Equal(Names.Where(n => trouble switch { "death" => n != "dies", "hang" => n != "hangs", _ => true }), stored);
        Assert.Equal(stored, results.Where(r => r.Outcome == WriteOutcome.Done).Select(r => Names[r.IntentId]));
        Assert.All(results.Where(r => r.Outcome == WriteOutcome.Done), r => Assert.StartsWith(Names[r.IntentId], site.Users[r.RecordId!]!["mail"]!.ToString(), StringComparison.Ordinal));
        Assert.All(results.Where(r => r.Outcome != WriteOutcome.Done), r => Assert.Equal((WriteOutcome.Failed, ErrorIds.ItemRefused), (r.Outcome, r.Error!.Id)));
    }

    [Fact]
    public async Task An_update_that_ends_every_agent_stays_in_doubt_and_the_others_are_done()
    {
        using BackdropStandIn site = new() { Trouble = "deathAfter" };
        await using AgentConnector agent = site.Open();
        RecordWrite[] writes =
        [
            new(0, WriteKind.Update) { RecordId = "7", Fields = [Field("fields.field_bonus", "70")] },
            new(1, WriteKind.Update) { RecordId = "8", Fields = [Field("email", "dies@example.org")] },
            new(2, WriteKind.Update) { RecordId = "9", Fields = [Field("fields.field_bonus", "90")] },
        ];
        IReadOnlyList<WriteResult> results = await agent.WriteAsync(writes, Token);
        Assert.Equal([WriteOutcome.Done, WriteOutcome.InDoubt, WriteOutcome.Done], results.Select(r => r.Outcome));
        Assert.Equal(ConnectorErrorKind.InDoubt, results[1].Error!.Kind);
        Assert.Equal(["70", "90"], new[] { "7", "9" }.Select(id => site.Users[id]!["fields"]!["field_bonus"]![0]!.ToString()));
    }

    [Fact]
    public async Task Warnings_on_the_standard_output_change_nothing_and_are_told()
    {
        using BackdropStandIn site = new() { Trouble = "warnings" };
        await using AgentConnector agent = site.Open();
        WriteResult result = Assert.Single(await agent.WriteAsync([Create("one", 0)], Token));
        Assert.Equal(WriteOutcome.Done, result.Outcome);
    }

    [Fact]
    public async Task Nothing_but_answers_comes_out_of_an_agent_whatever_is_printed_inside()
    {
        AgentFiles.DemandPhp();
        using BackdropStandIn site = new() { Trouble = "warnings" };
        using Process php = Start(site);
        Task<string> errors = php.StandardError.ReadToEndAsync(Token);
        await php.StandardInput.WriteAsync("{\"id\":\"a\",\"op\":\"hello\",\"protocol\":1}\n\n{broken\n{\"id\":\"b\",\"op\":\"update\",\"items\":[{\"id\":\"7\",\"set\":{}}]}\n");
        php.StandardInput.Close();
        string[] lines = (await php.StandardOutput.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JObject[] answers = [.. lines.Select(JObject.Parse)];
        Assert.Equal(["a", null, "b"], answers.Select(a => a.Value<string?>("id")));
        Assert.Contains("headers already sent", answers[0]["diagnostics"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("mail delivery", answers[2]["diagnostics"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("of another program", answers[2]["diagnostics"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("straight to the standard output", await errors, StringComparison.Ordinal);
        await php.WaitForExitAsync(Token);
        Assert.Equal(0, php.ExitCode);
    }

    [Fact]
    public async Task An_agent_whose_master_was_killed_does_not_go_on_with_its_batch()
    {
        AgentFiles.DemandPhp();
        using BackdropStandIn site = new() { Trouble = "slow" };
        using Process php = Start(site);
        string items = string.Join(',', Enumerable.Range(1, 200).Select(n => $$"""{"set":{"email":"new{{n}}@example.org"},"marker":"contact {{n}}"}"""));
        await php.StandardInput.WriteAsync("{\"id\":\"a\",\"op\":\"hello\",\"protocol\":1}\n");
        await php.StandardOutput.ReadLineAsync(Token);
        await php.StandardInput.WriteAsync($$"""{"id":"b","op":"create","items":[{{items}}]}""" + "\n");
        // That is all that an agent sees of a kill -9.
        php.StandardInput.Close();
        php.StandardOutput.Close();
        await php.WaitForExitAsync(Token);
        Assert.InRange(site.Users.Count, 301, 480);
        Assert.Equal(1, php.ExitCode);
    }

    [Fact]
    public async Task A_batch_is_done_to_its_end_when_only_the_input_has_ended_and_requests_that_wait_are_answered()
    {
        AgentFiles.DemandPhp();
        using BackdropStandIn site = new();
        using Process php = Start(site);
        string items = string.Join(',', Enumerable.Range(1, 20).Select(n => $$"""{"set":{"email":"new{{n}}@example.org"},"marker":"contact {{n}}"}"""));
        await php.StandardInput.WriteAsync("{\"id\":\"a\",\"op\":\"hello\",\"protocol\":1}\n" + $$"""{"id":"b","op":"create","items":[{{items}}]}""" + "\n\n{\"id\":\"c\",\"op\":\"count\"}");
        php.StandardInput.Close();
        JObject[] answers = [.. (await php.StandardOutput.ReadToEndAsync(Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JObject.Parse)];
        Assert.Equal(["a", "b", "c"], answers.Select(a => a.Value<string>("id")));
        Assert.Equal((20, 321), (answers[1]["results"]!.Count(r => r.Value<bool>("ok")), answers[2].Value<int>("count")));
    }

    [Theory]
    [InlineData("silent", ConnectorErrorKind.Fatal, "probably not installed")]
    [InlineData("database", ConnectorErrorKind.Transient, "Connection refused")]
    [InlineData("maintenance", ConnectorErrorKind.Maintenance, "maintenance mode")]
    public async Task A_site_that_does_not_start_says_why(string trouble, ConnectorErrorKind kind, string message)
    {
        using BackdropStandIn site = new() { Trouble = trouble };
        await using AgentConnector agent = site.Open();
        foreach (Func<Task> way in new Func<Task>[] { () => agent.IdentifyAsync(Token), () => agent.WriteAsync([Create("one", 0)], Token), () => agent.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask() })
        {
            ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(way);
            Assert.Equal(kind, error.Kind);
            Assert.Contains(message, error.Error.Message, StringComparison.Ordinal);
            Assert.NotNull(error.Error.Remedy);
        }

        Assert.Equal(301, site.Users.Count);
    }

    [Fact]
    public async Task A_root_that_the_agent_is_not_bound_to_is_refused()
    {
        using BackdropStandIn site = new();
        await using AgentConnector agent = site.Open(root: "/etc");
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => agent.IdentifyAsync(Token));
        Assert.Equal(ConnectorErrorKind.Permission, error.Kind);
        Assert.Contains("bound to", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_died_between_two_requests_is_started_again()
    {
        using BackdropStandIn site = new() { Trouble = "death" };
        await using AgentConnector agent = site.Open();
        await agent.IdentifyAsync(Token);
        await agent.WriteAsync([Create("dies", 0)], Token);
        Assert.Single(await agent.GetAsync(["9"], RecordQuery.All, Token).ToListAsync(Token));
    }

    private static Process Start(BackdropStandIn site)
    {
        string agent = Path.Combine(AgentFiles.Folder, "backdrop.php");
        return Process.Start(new ProcessStartInfo("sh", ["-c", $"exec {site.Environment}'{site.Trouble}' php '{agent}' --root='{Path.Combine(AgentFiles.Tests, "agents", "backdrop")}'"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private static int Stored(BackdropStandIn site, string name) => site.Users.Properties().Count(p => p.Value["mail"]!.ToString() == $"{name}@agent.example.org");

    private static RecordWrite Create(string name, int n) => new(n, WriteKind.Create) { Marker = $"contact {name}", Fields = [Field("email", $"{name}@agent.example.org")] };

    private static FieldWrite Field(string path, string value) => new(path, FieldValue.Of(value), FieldValue.NotRead);
}
