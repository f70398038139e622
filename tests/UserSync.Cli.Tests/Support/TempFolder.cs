namespace UserSync.Cli.Tests.Support;

/// <summary>A folder of one test, gone afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("usersync-cli-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Put(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    public string Text(string name) => System.IO.File.ReadAllText(File(name));

    /// <summary>Names, times and contents of all files, to tell whether anything was written.</summary>
    public string Fingerprint() => string.Join('\n', Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => $"{f} {System.IO.File.GetLastWriteTimeUtc(f):O} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(f)))}"));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
