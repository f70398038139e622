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
    public async Task A_program_for_php_that_is_not_there_is_named_after_the_copy()
    {
        using var folder = new TempFolder();
        ProgramRun run = await InProcess.Run(folder.Path, "agent", "install", "backdrop", "agents", "--root", "/var/www", "--php", "no-such-php");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("no-such-php", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("agents/backdrop.php")));
        Assert.True(File.Exists(folder.File("agents/usersync-agent.php")));
    }
}
