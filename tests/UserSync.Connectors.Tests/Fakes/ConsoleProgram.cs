using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>usersync as a process of its own, from its own folder.</summary>
internal sealed class ConsoleProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private ConsoleProgram(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public static ConsoleProgram Start(string folder, params string[] args)
    {
        // …/bin/Debug/net10.0/ of this project and of that one.
        string[] built = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];
        ProcessStartInfo start = new("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(Path.GetFullPath(Path.Combine("../../../src/UserSync.Cli/bin", built[0], built[1], "usersync.dll"), Path.GetDirectoryName(Here())!));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return new ConsoleProgram(Process.Start(start)!);
    }

    public static async Task<(int Code, string Said)> RunAsync(string folder, params string[] args)
    {
        using ConsoleProgram run = Start(folder, args);
        await run._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await run._out;
        return (run._process.ExitCode, run._process.ExitCode == 0 ? said : said + await run._error);
    }

    /// <summary>kill -9 as soon as something is so; false when the process ended before.</summary>
    public async Task<bool> KillWhenAsync(Func<bool> isSo)
    {
        while (!isSo() && !_process.HasExited)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        bool runs = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return runs;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
