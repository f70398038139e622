using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class AgentTests
{
    [Theory]
    [InlineData("drupal", "./agents", "https://www.example.org", "drupal", 2)]
    [InlineData("backdrop", "www@host:/opt; reboot", "https://www.example.org", "no place that scp can be given safely", 6)]
    [InlineData("backdrop", "./agents", "nonsense", "is no address of a website", 2)]
    public async Task What_cannot_be_installed_is_refused_and_nothing_is_written(string kind, string destination, string url, string message, int exitCode)
    {
        using var folder = new TempFolder();
        ProgramRun run = await InProcess.Run(folder.Path, "agent", "install", kind, destination, "--root", "/var/www", "--url", url);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Through_scp_and_ssh_of_the_path_the_agent_is_copied_and_asked_and_neither_may_ask()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are shell scripts.");
        using var folder = new TempFolder();
        string bin = Directory.CreateDirectory(folder.File("bin")).FullName;
        string version = typeof(UserSync.Connectors.Agent.AgentInstaller).Assembly.GetName().Version!.ToString(3);
        Script(Path.Combine(bin, "scp"), "echo \"scp $*\" >>log; for f; do case $f in *.php) cp \"$f\" .;; esac; done");
        Script(Path.Combine(bin, "ssh"), $$$"""
            echo "ssh $*" >>log
            case "$*" in *mkdir*) exit 0;; esac
            read hello
            echo '{"id":"1","ok":true,"protocol":1,"agent":"{{{version}}}","kind":"backdrop","product":"Backdrop 1.28","php":"8.2","runsAs":"www-data","site":{"id":"x","name":"X"}}'
            cat >/dev/null
            """);
        // Both work where temporary files lie.
        var environment = new Dictionary<string, string?> { ["PATH"] = bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"), ["TMPDIR"] = folder.Path };
        ProgramRun run = await ChildProcess.Run(folder.Path, environment, "agent", "install", "backdrop", "www-data@host:/opt/usersync", "--root", "/var/www/backdrop", "--output", "json");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("www-data", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("backdrop.php")) && File.Exists(folder.File("usersync-agent.php")));
        string[] log = await File.ReadAllLinesAsync(folder.File("log"), TestContext.Current.CancellationToken);
        Assert.Equal(["ssh", "scp", "ssh"], log.Select(l => l[..3]));
        Assert.All(log, line => Assert.Contains("-o BatchMode=yes", line, StringComparison.Ordinal));
        Assert.EndsWith("www-data@host php /opt/usersync/backdrop.php", log[2], StringComparison.Ordinal);
        Assert.EndsWith("www-data@host:/opt/usersync/", log[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_for_php_that_is_not_there_is_named_after_the_copy()
    {
        using var folder = new TempFolder();
        ProgramRun run = await InProcess.Run(folder.Path, "agent", "install", "backdrop", "agents", "--root", "/var/www", "--php", "no-such-php");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no-such-php", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("agents/backdrop.php")));
        Assert.True(File.Exists(folder.File("agents/usersync-agent.php")));
    }

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
