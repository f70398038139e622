using System.Diagnostics;

namespace UserSync.Cli.Tests.Support;

/// <summary>The program as a process of its own.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private ChildProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public static ChildProcess Start(string folder, IReadOnlyDictionary<string, string?> environment, params string[] args) => StartProgram("usersync", folder, environment, args);

    public static ChildProcess StartProgram(string name, string folder, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        foreach ((string variable, string? value) in environment)
        {
            if (value is null)
                start.Environment.Remove(variable);
            else
                start.Environment[variable] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    public static async Task<ProgramRun> Run(string folder, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        using ChildProcess child = Start(folder, environment, args);
        return await child.End();
    }

    public async Task<ProgramRun> End()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2));
        return new ProgramRun(_process.ExitCode, await _out, await _error);
    }

    /// <summary>kill -9 after a while; false when the process was faster.</summary>
    public async Task<bool> KillAfter(TimeSpan delay)
    {
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        bool runs = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return runs;
    }

    public async Task Signal(string name)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", ["-s", name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
