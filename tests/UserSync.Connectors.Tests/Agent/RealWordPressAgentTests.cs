using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Connectors.Tests.WordPress;
using UserSync.Connectors.WordPress;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>What only the real thing shows: the same site through REST and through the agent, mails, plugins that misbehave.</summary>
[Collection("real WordPress")]
public sealed class RealWordPressAgentTests : IAsyncLifetime
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..12];
    private AgentConnector _agent = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _agent = RealWordPressAgentConformanceTests.Open();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _agent is null ? ValueTask.CompletedTask : _agent.DisposeAsync();

    [Fact]
    public async Task Everybody_is_told_as_rest_tells_them()
    {
        string[] paths = ["meta.company", "meta.phone", "meta.customer_no", "url", "nickname"];
        RecordQuery query = new() { Fields = paths };
        await using WordPressConnector rest = new(Given.Site(new Uri(RealSite.Url!)), RealSite.Credential!, new UserPolicy(), Given.Context(TimeProvider.System));
        List<string> byRest = await rest.ReadAsync(query, Token).OrderBy(u => long.Parse(u.UserId)).Select(Shown).ToListAsync(Token);
        List<string> byAgent = await _agent.ReadAsync(query, Token).Select(Shown).ToListAsync(Token);
        Assert.Equal(byRest, byAgent);
        Assert.InRange(byAgent.Count, 2001, int.MaxValue);

        string Shown(CmsUser u) => string.Join('|', u.UserId, u.UserName, u.Email, u.Name, u.FirstName, u.LastName, u.CreatedAt, u.ProfileUrl, string.Join(',', u.Groups.Select(g => g.Id)), string.Join(',', paths.Select(u.Get)));
    }

    [Fact]
    public async Task The_site_has_one_identity_whichever_way_it_is_asked()
    {
        await using WordPressConnector rest = new(Given.Site(new Uri(RealSite.Url!)), RealSite.Credential!, new UserPolicy(), Given.Context(TimeProvider.System));
        Assert.Equal((await rest.IdentifyAsync(Token)).Id, (await _agent.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task Nobody_is_mailed_when_users_are_made_and_addresses_change()
    {
        string log = Path.Combine(Environment.GetEnvironmentVariable("USERSYNC_WP_DATA")!, "mail.log");
        string[] before = File.Exists(log) ? await File.ReadAllLinesAsync(log, Token) : [];
        WriteResult made = await WriteAsync(Create("mail"));
        try
        {
            await WriteAsync(new RecordWrite(2, WriteKind.Update) { RecordId = made.RecordId, Fields = [Field("email", $"changed.{_mark}@example.org")] });
            Assert.Equal($"changed.{_mark}@example.org", (await OneAsync(made.RecordId!)).Email);
            string[] after = File.Exists(log) ? await File.ReadAllLinesAsync(log, Token) : [];
            Assert.DoesNotContain(after.Skip(before.Length), line => line.Contains(_mark, StringComparison.Ordinal));
        }
        finally
        {
            await WriteAsync(new RecordWrite(3, WriteKind.Delete) { RecordId = made.RecordId });
        }
    }

    [Fact]
    public async Task Secrets_of_wordpress_are_neither_told_nor_written()
    {
        CmsUser admin = await OneAsync("1");
        Assert.DoesNotContain(admin.Fields.Keys, k => k.Contains("session_tokens", StringComparison.Ordinal) || k.Contains("application_passwords", StringComparison.Ordinal) || k.Contains("capabilities", StringComparison.Ordinal));
        WriteResult result = await WriteAsync(new RecordWrite(1, WriteKind.Update) { RecordId = "1", Fields = [Field("meta.wp_capabilities", "x")] });
        Assert.Equal(WriteOutcome.Failed, result.Outcome);
    }

    [Fact]
    public async Task What_a_plugin_prints_or_breaks_costs_one_user_at_most()
    {
        using Plugin plugin = new("""
            <?php
            echo 'loaded<br>';
            add_action('user_register', static function ($id) {
                $mail = get_userdata($id)->user_email;
                echo "a notice about $mail\n";
                while (ob_get_level()) { ob_end_clean(); }
                echo "and one past all buffers\n";
                system('echo and one of a program');
                if (strpos($mail, 'exits') === 0) { exit('the plugin had enough'); }
                if (strpos($mail, 'throws') === 0) { throw new LogicException('the plugin cannot do this'); }
                if (strpos($mail, 'fatal') === 0) { no_such_function(); }
                if (strpos($mail, 'memory') === 0) { ini_set('memory_limit', '64M'); $x = []; while (true) { $x[] = str_repeat('x', 1000000); } }
            });
            """);
        await using AgentConnector agent = RealWordPressAgentConformanceTests.Open();
        string[] names = ["one", "exits", "two", "throws", "three", "fatal", "four", "memory", "five"];
        RecordWrite[] writes = [.. names.Select((name, n) => Create(name) with { IntentId = n })];
        IReadOnlyList<WriteResult> results = await agent.WriteAsync(writes, Token);
        List<CmsUser> made = await agent.FindAsync(new LookupKey(KeyKind.Email, "email"), [.. names.Select(Email)], RecordQuery.All, Token).ToListAsync(Token);
        foreach (CmsUser user in made)
            await WriteAsync(new RecordWrite(99, WriteKind.Delete) { RecordId = user.UserId });
        Assert.Equal(["one", "two", "three", "four", "five"], results.Where(r => r.Outcome == WriteOutcome.Done).Select(r => names[r.IntentId]));
        Assert.Equal(["exits", "throws", "fatal", "memory"], results.Where(r => r.Outcome == WriteOutcome.Failed).Select(r => names[r.IntentId]));
        Assert.Contains("ended the program", results[1].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("the plugin cannot do this", results[3].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_function", results[5].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("memory", results[7].Error!.Message, StringComparison.Ordinal);
        Assert.Equal([.. results.Where(r => r.Outcome == WriteOutcome.Done).Select(r => r.RecordId).Order()], made.Select(u => u.UserId).Order());
    }

    private string Email(string name) => $"{name}.{_mark}@example.org";

    private RecordWrite Create(string name) => new(1, WriteKind.Create) { Marker = $"contact {name} {_mark}", Fields = [Field("email", Email(name))] };

    private static FieldWrite Field(string path, string value) => new(path, FieldValue.Of(value), FieldValue.NotRead);

    private async Task<WriteResult> WriteAsync(RecordWrite write) => Assert.Single(await _agent.WriteAsync([write], Token));

    private async Task<CmsUser> OneAsync(string id) => await _agent.GetAsync([id], RecordQuery.All, Token).SingleAsync(Token);

    /// <summary>A must-use plugin of the site for as long as a test runs.</summary>
    private sealed class Plugin : IDisposable
    {
        private readonly string _path = Path.Combine(RealSite.Root!, "wp-content", "mu-plugins", "usersync-misbehaving.php");

        public Plugin(string code) => File.WriteAllText(_path, code);

        public void Dispose() => File.Delete(_path);
    }
}
