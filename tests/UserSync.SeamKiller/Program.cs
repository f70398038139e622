using System.Diagnostics;
using UserSync.Cli;
using UserSync.Cli.Hosting;

// usersync, but it dies like by kill -9 when it reaches a seam for the n-th time: SEAM N ARGUMENTS...
string seam = args[0];
int passes = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
using var signals = new StopSignals(Console.Error.WriteLine);
ProgramHost host = ProgramHost.OfProcess(signals) with { Seam = reached => Die(reached) };
return await UserSyncProgram.RunAsync(args[2..], host);

void Die(string reached)
{
    if (reached != seam || --passes > 0)
        return;
    using Process self = Process.GetCurrentProcess();
    self.Kill();

    // The signal needs a moment; not one more instruction of the run may follow it.
    using var never = new ManualResetEventSlim();
    never.Wait(Timeout.Infinite);
}
