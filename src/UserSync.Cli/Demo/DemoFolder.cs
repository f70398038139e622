using System.Text;
using UserSync.Cli.Commands;
using UserSync.Core.Errors;

namespace UserSync.Cli.Demo;

/// <summary>
/// The folder of the demo: an invented site, an invented CRM and the profile that joins them. What is there is never written
/// again, and a folder that holds anything else is never touched.
/// </summary>
internal sealed class DemoFolder
{
    private const string Unfinished = ".usersync-demo-unfinished";
    private const string ProfileMark = "// The profile of the demo:";
    private static readonly string[] OurFiles = [Unfinished, "demo.json", "users.csv", "contacts.csv", "sync-profile.schema.json", "demo.links.db", "demo.links.db-wal", "demo.links.db-shm"];

    public DemoFolder(string path) => FullPath = path;

    /// <summary>Full path of the folder.</summary>
    public string FullPath { get; }

    /// <summary>Full path of the profile.</summary>
    public string Profile => Path.Combine(FullPath, "demo.json");

    /// <summary>True when the demo stands here, complete.</summary>
    public bool Exists => File.Exists(Profile) && !File.Exists(Path.Combine(FullPath, Unfinished));

    /// <summary>A file of the invented world.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(DemoFolder).Assembly.GetManifestResourceStream($"Demo/{name}") ?? throw new InvalidOperationException($"The demo's {name} is not part of this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>Removes the files of the demo, and only those; the folder then counts as unfinished.</summary>
    /// <exception cref="UserSyncException">FileNotWritable: the folder is not one of the demo.</exception>
    public void Clear()
    {
        EnsureOurs();
        if (!Directory.Exists(FullPath))
            return;
        File.WriteAllText(Path.Combine(FullPath, Unfinished), "");
        DeleteAll();
    }

    /// <summary>Writes the site and the CRM as they were last week. Until <see cref="FinishAsync"/> the folder counts as unfinished.</summary>
    /// <exception cref="UserSyncException">FileNotWritable: the folder holds something else.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        EnsureOurs();
        Directory.CreateDirectory(FullPath);
        await WriteAsync(Unfinished, "", cancellationToken);
        DeleteAll();
        await WriteAsync("users.csv", Read("users.before.csv"), cancellationToken);
        await WriteAsync("contacts.csv", Read("contacts.csv"), cancellationToken);
        await ProfileNewCommand.WriteSchemaAsync(FullPath, cancellationToken);
        await WriteAsync("demo.json", Read("demo.json"), cancellationToken);
    }

    /// <summary>Brings the site to today: some users changed, one left, many are new.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("users.csv", Read("users.csv"), cancellationToken);
        File.Delete(Path.Combine(FullPath, Unfinished));
    }

    private void DeleteAll()
    {
        foreach (string file in OurFiles.Where(f => f != Unfinished))
            File.Delete(Path.Combine(FullPath, file));
    }

    private void EnsureOurs()
    {
        if (!Directory.Exists(FullPath) || !Directory.EnumerateFileSystemEntries(FullPath).Any() || File.Exists(Path.Combine(FullPath, Unfinished)))
            return;
        if (File.Exists(Profile) && File.ReadLines(Profile).FirstOrDefault()?.StartsWith(ProfileMark, StringComparison.Ordinal) == true)
            return;
        throw new UserSyncException(new SyncError(ErrorIds.FileNotWritable, $"{FullPath} is not empty and holds no demo; nothing was written.")
        {
            Item = FullPath,
            Remedy = "Choose another folder: usersync demo FOLDER.",
        });
    }

    private Task WriteAsync(string name, string text, CancellationToken cancellationToken) => File.WriteAllTextAsync(Path.Combine(FullPath, name), text, cancellationToken);
}
