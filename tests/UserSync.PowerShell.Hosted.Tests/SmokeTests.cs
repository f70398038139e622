using System.Management.Automation;
using System.Management.Automation.Runspaces;
using UserSync.PowerShell.Tests.Support;

namespace UserSync.PowerShell.Hosted.Tests;

/// <summary>The smoke cases of tests/Pester/Smoke, each in a runspace of this program.</summary>
public sealed class SmokeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("usersync-hosted").FullName;

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.ps1").Select(Path.GetFileNameWithoutExtension).OfType<string>().Where(n => n != "Smoke").Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(SourceTree.Root, "tests", "Pester", "Smoke");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_module_does_in_a_host_what_it_does_in_pwsh(string name)
    {
#if !POWERSHELL_SDK
        Assert.Skip("Needs -p:UsePowerShellSdk=true and Microsoft.PowerShell.SDK.");
#endif
        Assert.True(File.Exists(Path.Combine(SourceTree.Root, "out", "UserSync", "UserSync.psd1")), "There is no staged module: run dotnet publish src/UserSync.PowerShell first.");
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddCommand(Path.Combine(Folder, name + ".ps1")).AddParameter("Folder", Path.Combine(_folder, name));
        using PSDataCollection<PSObject> output = await Task.Factory.FromAsync(shell.BeginInvoke(), shell.EndInvoke);
        Assert.Empty(output);
        Assert.Empty(shell.Streams.Error);
    }
}
