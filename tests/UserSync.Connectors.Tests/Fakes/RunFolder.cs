namespace UserSync.Connectors.Tests.Fakes;

/// <summary>
/// Makes folders for runs that open a link store again and again: in memory where the machine has a place for that, as every commit
/// of a store waits for the disk. What the disk would lose in a power cut is not what these tests are about.
/// </summary>
internal static class RunFolder
{
    private const string Memory = "/dev/shm";

    /// <summary>A new folder.</summary>
    public static string Create(string prefix)
        => Directory.Exists(Memory) ? Directory.CreateDirectory(Path.Combine(Memory, prefix + Guid.NewGuid().ToString("N"))).FullName : Directory.CreateTempSubdirectory(prefix).FullName;
}
