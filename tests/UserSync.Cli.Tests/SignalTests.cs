using System.Runtime.InteropServices;
using UserSync.Cli.Tests.Support;

namespace UserSync.Cli.Tests;

public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_while_reading_ends_the_process_with_its_code_and_leaves_no_lease(string signal, int exit)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals of this kind are not of Windows.");
        await using var server = new TinyServer(answer: null);
        using TempFolder folder = Given.Shop();
        folder.Put("shop.json", Given.Profile(Given.WordPress(server.Url)));
        using ChildProcess child = ChildProcess.Start(folder.Path, new Dictionary<string, string?> { ["WP_SECRET"] = "admin:abcd" }, "sync", "-p", "shop.json", "--output", "json");
        await server.Asked;

        await child.Signal(signal);
        ProgramRun run = await child.End();

        Assert.Equal(exit, run.ExitCode);
        Assert.Equal(exit, run.Json.GetProperty("exitCode").GetInt32());
        folder.Put("shop.json", Given.Profile());
        Assert.Equal(0, (await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--accept-identity")).ExitCode);
    }

    [Fact]
    public async Task A_stop_before_the_file_is_renamed_drops_it_and_the_next_run_does_all()
    {
        using TempFolder folder = Given.Shop();
        using (var program = new InProcess(folder.Path))
        {
            program.Seam = seam =>
            {
                if (seam == "intent")
                    program.Signals.Take(PosixSignal.SIGINT);
            };

            ProgramRun stopped = await program.Run("sync", "-p", "shop.json", "--output", "json");

            Assert.Equal(130, stopped.ExitCode);
            Assert.Equal(5, stopped.Summary.GetProperty("notAttempted").GetInt32());
            Assert.False(File.Exists(folder.File("contacts.csv")));
        }

        ProgramRun next = await InProcess.Run(folder.Path, "sync", "-p", "shop.json", "--output", "json");
        Assert.Equal(5, next.Summary.GetProperty("created").GetInt32());
    }

    [Fact]
    public void The_second_signal_cuts_and_the_third_is_left_to_the_system()
    {
        using var program = new InProcess("/");

        Assert.True(program.Signals.Take(PosixSignal.SIGTERM));
        Assert.False(program.Signals.Cut.IsCancellationRequested);
        Assert.True(program.Signals.Take(PosixSignal.SIGINT));
        Assert.True(SpinWait.SpinUntil(() => program.Signals.Cut.IsCancellationRequested, TimeSpan.FromSeconds(5)));
        Assert.False(program.Signals.Take(PosixSignal.SIGINT));
        Assert.Equal(Core.Execution.RunEnd.Terminated, program.Signals.End);
    }
}
