using System.Runtime.CompilerServices;

namespace UserSync.PowerShell.Tests.Support;

/// <summary>Where the repository is.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath("../../..", Path.GetDirectoryName(Here())!);

    private static string Here([CallerFilePath] string path = "") => path;
}
