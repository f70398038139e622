using System.Runtime.CompilerServices;

namespace UserSync.Core.Tests;

/// <summary>Files of the repository that tests compare with the code.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath("../..", Path.GetDirectoryName(Here())!);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Here([CallerFilePath] string path = "") => path;
}
