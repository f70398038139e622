using UserSync.Connectors.Agent;
using UserSync.Connectors.Tests.Fakes;
using UserSync.Core.Errors;

namespace UserSync.Connectors.Tests.Agent;

public sealed class AgentInstallerTests : IDisposable
{
    private readonly BackdropStandIn _site = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-install").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _site.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Copies_both_files_here_and_tells_what_answers()
    {
        AgentFiles.DemandPhp();
        string target = Path.Combine(_folder, "opt", "agents");
        AgentInstallation done = await Installer().InstallAsync(Request(target), Token);
        Assert.Equal(["backdrop.php", "usersync-agent.php"], Directory.GetFiles(target).Select(f => Path.GetFileName(f)!).Order());
        Assert.Equal((Path.Combine(target, "backdrop.php"), AgentLimits.Version, "Backdrop 1.28.x-dev"), (done.Path, done.Version, done.Product));
        Assert.Equal(Path.Combine(target, "backdrop.php"), done.Command[^1]);
        await Installer().InstallAsync(Request(target), Token);
        Assert.Equal(2, Directory.GetFiles(target).Length);
    }

    [Fact]
    public void The_agents_say_the_version_of_this_build() =>
        Assert.Contains($"VERSION = '{AgentLimits.Version}'", File.ReadAllText(Path.Combine(AgentFiles.Folder, "usersync-agent.php")), StringComparison.Ordinal);

    [Fact]
    public async Task Copies_by_scp_and_asks_by_ssh_and_never_lets_them_ask()
    {
        AgentFiles.DemandPhp();
        AgentInstaller installer = Installer(Script("ssh", $"echo \"$@\" >>'{Log}'; while [ \"$1\" != www@host ]; do shift; done; shift; exec \"$@\""), Script("scp", $"echo \"$@\" >>'{Log}'; for last; do :; done; n=$#; i=0; for f; do i=$((i+1)); case $f in *.php) cp \"$f\" \"${{last#*:}}\";; esac; done"));
        AgentInstallation done = await installer.InstallAsync(Request($"www@host:{_folder}/far") with { Php = Php(), SshOptions = ["-i", "/keys/id"] }, Token);
        Assert.Equal("Backdrop 1.28.x-dev", done.Product);
        Assert.True(File.Exists(Path.Combine(_folder, "far", "backdrop.php")));
        Assert.All(await File.ReadAllLinesAsync(Log, Token), line => Assert.Contains("-o BatchMode=yes", line, StringComparison.Ordinal));
        Assert.Equal(["-o", "BatchMode=yes", "-i", "/keys/id", "www@host"], done.Command.Skip(1).Take(5));
        Assert.Empty(Directory.GetDirectories(_folder, "usersync-agent-*"));
    }

    [Theory]
    [InlineData("echo 'Host key verification failed.' >&2; exit 255", "does not trust the host's key")]
    [InlineData("echo 'Permission denied (publickey).' >&2; exit 255", "not let in")]
    public async Task An_ssh_that_fails_is_told_before_anything_is_copied(string script, string message)
    {
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => Installer(Script("ssh", script), Script("scp", $"touch '{Log}'")).InstallAsync(Request("www@host:/opt/usersync"), Token));
        Assert.Contains(message, error.Error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Error.Remedy);
        Assert.False(File.Exists(Log));
    }

    [Fact]
    public async Task Another_version_than_the_copied_one_is_named_with_the_remedy()
    {
        AgentFiles.DemandPhp();
        string old = Path.Combine(_folder, "old");
        Directory.CreateDirectory(old);
        foreach (string name in new[] { "usersync-agent.php", "backdrop.php" })
        {
            string text = await File.ReadAllTextAsync(Path.Combine(AgentFiles.Folder, name), Token);
            await File.WriteAllTextAsync(Path.Combine(old, name), text.Replace($"VERSION = '{AgentLimits.Version}'", "VERSION = '0.0.9'", StringComparison.Ordinal), Token);
        }

        // A forced command: whatever is asked for, the old agent starts.
        AgentInstaller installer = Installer(Script("ssh", $"case \"$*\" in *mkdir*) exit 0;; esac; exec '{Php()}' '{Path.Combine(old, "backdrop.php")}'"), Script("scp", "exit 0"));
        ConnectorException error = await Assert.ThrowsAsync<ConnectorException>(() => installer.InstallAsync(Request("www@host:/opt/usersync"), Token));
        Assert.Contains("0.0.9", error.Error.Message, StringComparison.Ordinal);
        Assert.Contains("authorized_keys", error.Error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drupal", "/opt", "no agent for drupal")]
    [InlineData("backdrop", "host:/opt; rm -rf x", "safely")]
    [InlineData("backdrop", "-oProxyCommand=x:/opt", "safely")]
    [InlineData("backdrop", "host:$HOME", "safely")]
    public void What_cannot_be_installed_is_refused_before_anything_is_done(string kind, string destination, string message)
    {
        UserSyncException error = Assert.Throws<UserSyncException>(() => AgentInstaller.Plan(new AgentInstallRequest(kind, destination, "/var/www")));
        Assert.Contains(message, error.Error.Message, StringComparison.Ordinal);
    }

    private string Log => Path.Combine(_folder, "log");

    private AgentInstaller Installer(string ssh = "ssh", string scp = "scp") => new(Given.Context(TimeProvider.System), _folder) { Ssh = ssh, Scp = scp };

    private AgentInstallRequest Request(string target) => new("backdrop", target, Path.Combine(AgentFiles.Tests, "agents", "backdrop")) { Php = Php(), Url = new Uri("https://club.example.org") };

    // PHP with the environment of the stand-in.
    private string Php() => Script("php-of-the-site", $"exec {_site.Environment} php \"$@\"");

    private string Script(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "#!/bin/sh\n" + text + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
