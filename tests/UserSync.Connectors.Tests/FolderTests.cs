using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace UserSync.Connectors.Tests;

/// <summary>What is true of the source of all connectors.</summary>
public sealed partial class FolderTests
{
    private static readonly string[] Systems = ["Agent", "AmoCrm", "CiviCrm", "Drupal", "Files", "Joomla", "WordPress"];

    [Fact]
    public void The_folder_of_a_system_knows_no_other_system()
    {
        string root = Path.GetFullPath("../../src/UserSync.Connectors", Path.GetDirectoryName(Here())!);
        string[] strangers = [.. Systems.SelectMany(own => Directory.EnumerateFiles(Path.Combine(root, own), "*.cs").SelectMany(file => Named().Matches(File.ReadAllText(file))
            .Select(m => m.Groups[1].Value).Where(other => other != own && Systems.Contains(other)).Select(other => $"{own}/{Path.GetFileName(file)} uses {other}")))];
        Assert.Empty(strangers);
        Assert.Contains("AmoCrm", string.Join(' ', Named().Matches(File.ReadAllText(Path.Combine(root, "AmoCrm", "AmoApi.cs")))), StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"UserSync\.Connectors\.(\w+)")]
    private static partial Regex Named();
}
