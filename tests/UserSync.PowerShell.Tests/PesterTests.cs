using System.Diagnostics;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Tests;

/// <summary>Runs Pester in a PowerShell of its own: a binary module cannot be unloaded, and the real engine is the only judge of manners.</summary>
public sealed class PesterTests
{
    [Fact]
    public async Task The_staged_module_passes_Pester_in_a_real_PowerShell()
    {
        bool required = (Environment.GetEnvironmentVariable("USERSYNC_REQUIRE") ?? "").Split(',', ' ', ';').Contains("pwsh", StringComparer.Ordinal);
        string? pwsh = Find();
        if (pwsh is null && !required)
            Assert.Skip("pwsh is not on the PATH.");
        Assert.True(pwsh is not null, "USERSYNC_REQUIRE asks for pwsh, which is not on the PATH.");

        var start = new ProcessStartInfo(pwsh, ["-NoProfile", "-NonInteractive", "-File", Path.Combine(SourceTree.Root, "tests", "Pester", "run.ps1")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = SourceTree.Root,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        const int NoPester = 77;
        if (process.ExitCode == NoPester && !required)
            Assert.Skip("Pester 5 is not installed in this PowerShell.");
        Assert.True(process.ExitCode == 0, output + await errors);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh"))
        .FirstOrDefault(File.Exists);
}
