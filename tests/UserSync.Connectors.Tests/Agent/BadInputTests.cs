using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Agent;

/// <summary>What stands at the other end of the command and is no agent, or a broken one: a clear message in time, and no program left.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Hello = """{"id":"1","ok":true,"protocol":1,"agent":"0.1.0","kind":"backdrop","product":"Backdrop 1.28","php":"8.2","runsAs":"www","time":"2026-01-01T00:00:00Z","site":{"id":"x","name":"X"}}""";
    private const string Groups = """{"id":"2","ok":true,"groups":[]}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-agent").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of these tests are shell scripts.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task No_php()
    {
        ConnectorException error = await FailAsync(Connector(["no-such-php", "backdrop.php"]));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("no-such-php", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("not on the PATH", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("php-cli", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_may_not_be_run()
    {
        string file = Path.Combine(_folder, "no-program");
        await File.WriteAllTextAsync(file, "#!/bin/sh\n", Token);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ConnectorException error = await FailAsync(Connector([file]));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("may not run it", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_php_that_is_too_old_says_so_itself()
    {
        ConnectorException error = await FailAsync(Connector(Script("""echo '{"id":null,"ok":false,"error":{"code":"fatal","message":"The agent needs PHP 7.4 or newer; this is PHP 7.2.34."}}'; exit 1""")));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("this is PHP 7.2.34", error.Error.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("echo 'bash: php: command not found' >&2; exit 127", ConnectorErrorKind.Fatal, "no such program", "php-cli")]
    [InlineData("echo 'Could not open input file: backdrop.php'; exit 1", ConnectorErrorKind.Fatal, "did not find the agent", "Install-SyncAgent")]
    [InlineData("echo 'PHP Parse error: syntax error, unexpected token' >&2; exit 255", ConnectorErrorKind.Fatal, "cannot read the agent", "PHP 7.4")]
    [InlineData("echo 'Host key verification failed.' >&2; exit 255", ConnectorErrorKind.Fatal, "does not trust the host's key", "by hand")]
    [InlineData("echo 'user@host: Permission denied (publickey,password).' >&2; exit 255", ConnectorErrorKind.Authentication, "not let in", "authorized_keys")]
    [InlineData("echo 'ssh: Could not resolve hostname nowhere: Name or service not known' >&2; exit 255", ConnectorErrorKind.Transient, "no connection", "name of the host")]
    [InlineData("exit 0", ConnectorErrorKind.Transient, "exit code 0", "by hand")]
    [InlineData("kill -9 $$", ConnectorErrorKind.Transient, "exit code 137", "error log")]
    [InlineData("cat >/dev/null; echo 'last words' >&2", ConnectorErrorKind.Transient, "gave no answer", "error log")]
    public async Task A_program_that_ends_without_an_answer(string script, ConnectorErrorKind kind, string message, string remedy)
    {
        ConnectorException error = await FailAsync(Connector(Script(script), seconds: 2));
        Assert.Equal((kind, Side.Cms), (error.Kind, error.Error.Side));
        Assert.Contains(message, error.Error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Error.Remedy, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Theory]
    [InlineData("read x; printf '{\"id\":\"1\",\"ok\":true,\"product\":\"\\377\\376\"}\\n'; cat", "cannot be understood")]
    [InlineData("read x; echo '{\"id\":\"1\",\"ok\":true'; cat", "cannot be understood")]
    [InlineData("read x; echo '{\"id\":\"7\",\"ok\":true}'; cat", "answers another request")]
    [InlineData("read x; echo '{\"id\":\"1\",\"ok\":false}'; cat", "neither a result nor an error")]
    [InlineData("read x; printf '{'; head -c 52428800 /dev/zero | tr '\\0' 'a'; echo; cat", "more than 16 MB")]
    [InlineData("read x; head -c 52428800 /dev/zero | tr '\\0' 'a'; cat", "more than 16 MB")]
    public async Task An_answer_that_is_none(string script, string message)
    {
        ConnectorException error = await FailAsync(Connector(Script(script)));
        Assert.Equal(ConnectorErrorKind.Protocol, error.Kind);
        Assert.Contains(message, error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Install-SyncAgent", error.Error.Remedy, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task An_agent_of_another_protocol_is_named_with_the_remedy()
    {
        ConnectorException error = await FailAsync(Connector(Script("read x; echo '" + Hello.Replace("\"protocol\":1", "\"protocol\":2", StringComparison.Ordinal).Replace("0.1.0", "9.9.9", StringComparison.Ordinal) + "'; cat")));
        Assert.Equal(ConnectorErrorKind.Fatal, error.Kind);
        Assert.Contains("9.9.9", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("Install-SyncAgent", error.Error.Remedy, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task An_agent_for_another_cms_is_refused()
    {
        ConnectorException error = await FailAsync(Connector(Script("read x; echo '" + Hello.Replace("\"backdrop\"", "\"joomla\"", StringComparison.Ordinal) + "'; cat")));
        Assert.Contains("one for joomla, the profile says backdrop", error.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trap '' TERM; while :; do sleep 1; done")]
    [InlineData("read x; sleep 1000 & wait")]
    public async Task An_agent_that_hangs_is_ended_with_all_that_it_started(string script)
    {
        ConnectorException error = await FailAsync(Connector(Script(script), seconds: 1));
        Assert.Equal(ConnectorErrorKind.Transient, error.Kind);
        Assert.Contains("no answer within 1 s", error.Error.Message, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task An_ssh_that_may_ask_is_told_of_before_and_after_it_hangs()
    {
        string ssh = Path.Combine(_folder, "ssh");
        File.Move(Script("sleep 1000")[0], ssh);
        await using AgentConnector connector = Connector([ssh, "host", "php", "backdrop.php"], seconds: 1);
        List<CheckResult> checks = await connector.CheckAsync(Token).ToListAsync(Token);
        Assert.Contains(checks, c => c is { Check: "ssh", Passed: false, Remedy: not null });
        Assert.Contains("BatchMode=yes", checks.Single(c => c.Check == "agent").Remedy, StringComparison.Ordinal);
        AssertNothingLeft();
    }

    [Fact]
    public async Task A_listing_that_walks_in_circles_is_ended()
    {
        await using AgentConnector connector = Connector(Script($"read x; echo '{Hello}'; read x; echo '{Groups}'; n=3; while read x; do echo \"{{\\\"id\\\":\\\"$n\\\",\\\"ok\\\":true,\\\"users\\\":[],\\\"paths\\\":[],\\\"next\\\":\\\"7\\\"}}\"; n=$((n+1)); done"));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => connector.ReadAsync(RecordQuery.All, Token).ToListAsync(Token).AsTask());
        Assert.Contains("does not go on", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_printed_between_the_answers_is_passed_over()
    {
        await using AgentConnector connector = Connector(Script($"echo 'Welcome to this host'; read x; echo 'Notice: undefined'; echo; echo '{Hello}'; cat >/dev/null"));
        Assert.Equal("Backdrop 1.28 \"X\"", (await connector.IdentifyAsync(Token)).Product);
    }

    [Fact]
    public async Task Arguments_are_passed_as_they_are()
    {
        string seen = Path.Combine(_folder, "seen");
        string[] arguments = ["$(touch x)", "a b", "*", "'\"\\", ""];
        ConnectorException error = await FailAsync(Connector([Script($"printf '%s\\n' \"$@\" >'{seen}'; exit 3")[0], .. arguments]));
        Assert.Contains("exit code 3", error.Error.Message, StringComparison.Ordinal);
        Assert.Equal(arguments, (await File.ReadAllTextAsync(seen, Token))[..^1].Split('\n'));
    }

    [Fact]
    public async Task A_relative_program_lies_in_the_folder_of_the_profile()
    {
        string name = Path.GetFileName(Script($"read x; echo '{Hello}'; cat >/dev/null")[0]);
        await using AgentConnector connector = Connector(["./" + name]);
        Assert.Equal("x", (await connector.IdentifyAsync(Token)).Id);
    }

    [Fact]
    public async Task Stopping_ends_the_program()
    {
        await using AgentConnector connector = Connector(Script("sleep 1000"), seconds: 600);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<EndIdentity> asking = connector.IdentifyAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        AssertNothingLeft();
    }

    private static async Task<ConnectorException> FailAsync(AgentConnector connector)
    {
        await using (connector)
            return await Assert.ThrowsAsync<ConnectorException>(() => connector.IdentifyAsync(Token));
    }

    private AgentConnector Connector(IReadOnlyList<string> command, int seconds = 30) => new(
        Given.Site(new Uri("https://example.org")) with { Kind = EndKinds.Backdrop, Agent = new AgentSettings(command, "/var/www") { Timeout = TimeSpan.FromSeconds(seconds) } },
        _folder, new UserPolicy(), Given.Context(TimeProvider.System));

    // The folder's name in the command line tells our programs from others.
    private string[] Script(string text)
    {
        string path = Path.Combine(_folder, $"agent-{Guid.NewGuid():N}");
        File.WriteAllText(path, "#!/bin/sh\n" + text.Replace("sleep 1000", $"env -u NONE sh -c 'sleep 1000; : {_folder}'", StringComparison.Ordinal) + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return [path];
    }

    private void AssertNothingLeft()
    {
        if (!OperatingSystem.IsLinux())
            return;
        List<string> left = [];
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            try
            {
                // A zombie has no command line; it is told by its parent.
                string stat = File.ReadAllText(Path.Combine(process, "stat"));
                string[] after = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                bool zombieOfOurs = after[0] == "Z" && after[1] == Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) && stat.Contains("(agent-", StringComparison.Ordinal);
                if (zombieOfOurs || File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_folder, StringComparison.Ordinal))
                    left.Add(stat);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        Assert.Empty(left);
    }
}
