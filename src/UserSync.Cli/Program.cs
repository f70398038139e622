using System.Runtime.InteropServices;
using UserSync.Cli.Hosting;

namespace UserSync.Cli;

/// <summary>The entry of the process: signals and streams in, an exit code out.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var signals = new StopSignals(Console.Error.WriteLine);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
        return await UserSyncProgram.RunAsync(args, ProgramHost.OfProcess(signals));

        void Take(PosixSignalContext context) => context.Cancel = signals.Take(context.Signal);
    }
}
