using System.Diagnostics;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

/// <summary>The program on a real pseudo terminal, made by script(1).</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task On_a_terminal_nothing_moves_any_more_when_the_summary_is_written()
    {
        using TempFolder folder = Given.Shop(users: 50);

        string screen = await OnTerminal(folder, "");

        int barsGone = screen.LastIndexOf("\u001b[?25h", StringComparison.Ordinal);
        Assert.True(barsGone >= 0, screen);
        Assert.True(screen.IndexOf("Checked 50 users", StringComparison.Ordinal) > barsGone, screen);
    }

    [Fact]
    public async Task With_no_color_a_terminal_gets_plain_text()
    {
        using TempFolder folder = Given.Shop(users: 50);

        string screen = await OnTerminal(folder, "NO_COLOR=1 ");

        Assert.Contains("Checked 50 users", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[?25", screen, StringComparison.Ordinal);
    }

    private static async Task<string> OnTerminal(TempFolder folder, string environment)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1) of util-linux makes the terminal; it is not here.");
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"{environment}dotnet '{Path.Combine(AppContext.BaseDirectory, "usersync.dll")}' sync -p shop.json", "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        using Process script = Process.Start(start)!;
        string screen = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return screen;
    }
}
