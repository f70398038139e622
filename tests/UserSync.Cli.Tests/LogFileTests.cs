using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class LogFileTests
{
    [Fact]
    public async Task A_log_has_a_line_a_change_and_the_summary_and_is_its_owners_only()
    {
        using TempFolder folder = Given.Shop();

        Assert.Equal(0, (await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--log-file", "logs/shop.log")).ExitCode);

        string log = folder.Text("logs/shop.log");
        Assert.Equal(5, log.Split("Created: user").Length - 1);
        Assert.Contains("Run ", log, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("logs/shop.log")));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_before_anything_is_done()
    {
        using TempFolder folder = Given.Shop();
        Directory.CreateDirectory(folder.File("shop.log"));

        ProgramRun run = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--log-file", "shop.log");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("[FileNotWritable]", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("contacts.csv")));
    }

    [Fact]
    public async Task An_error_is_in_the_log_with_its_id()
    {
        using TempFolder folder = Given.Shop();
        File.Delete(folder.File("users.csv"));

        await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--log-file", "shop.log");

        Assert.Contains("[FileNotFound]", folder.Text("shop.log"), StringComparison.Ordinal);
    }
}
