using System.Text;
using UserSync.Connectors.Files;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Tests.Files;

/// <summary>A folder of its own for one test, and connectors on files in it.</summary>
public sealed class TableFolder : IDisposable
{
    private long _intent;

    public TableFolder() => Path = Directory.CreateTempSubdirectory("usersync-files-").FullName;

    public string Path { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string File(string name = "t.csv") => System.IO.Path.Combine(Path, name);

    public string Put(string text, string name = "t.csv") => Put(new UTF8Encoding(false).GetBytes(text), name);

    public string Put(byte[] bytes, string name = "t.csv")
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    public string Text(string name = "t.csv") => new UTF8Encoding(false).GetString(System.IO.File.ReadAllBytes(File(name)));

    public FileCmsConnector Cms(Func<FileSettings, FileSettings>? with = null, string name = "t.csv", params string[] mapped) =>
        new(Settings(with, name), "p", mapped, TimeProvider.System);

    public FileCrmConnector Crm(Func<FileSettings, FileSettings>? with = null, string name = "t.csv", Action<string>? onSeam = null, params string[] mapped) =>
        new(Settings(with, name), "p", mapped, TimeProvider.System, onSeam: onSeam);

    public RecordWrite Create(string marker, params FieldWrite[] fields) =>
        new(++_intent, WriteKind.Create) { Marker = marker, RecordId = FileRowId.For(marker), Fields = fields };

    public RecordWrite Update(string id, params FieldWrite[] fields) =>
        new(++_intent, WriteKind.Update) { RecordId = id, Fields = fields };

    public RecordWrite Delete(string id) => new(++_intent, WriteKind.Delete) { RecordId = id };

    public static FieldWrite Set(string path, string? value, string? before = null) => new(path, FieldValue.Of(value), FieldValue.Of(before));

    public static async Task<List<CrmContact>> All(FileCrmConnector crm) => await crm.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);

    public static async Task<List<CmsUser>> All(FileCmsConnector cms) => await cms.ReadAsync(RecordQuery.All, Token).ToListAsync(Token);

    /// <summary>Writes in one call and commits; every write must be done.</summary>
    public static async Task<IReadOnlyList<WriteResult>> Write(FileConnector end, params RecordWrite[] writes)
    {
        IReadOnlyList<WriteResult> results = await end.WriteAsync(writes, Token);
        Assert.All(results, r => Assert.Equal((WriteOutcome.Done, null), (r.Outcome, r.Error?.ToString())));
        await end.CommitAsync(Token);
        return results;
    }

    /// <summary>Files in the folder beside the table itself.</summary>
    public IEnumerable<string?> Others(string name = "t.csv") => Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).Where(n => n != name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private EndSettings Settings(Func<FileSettings, FileSettings>? with, string name)
    {
        var file = new FileSettings { Path = File(name) };
        return new EndSettings { Kind = name.EndsWith("json", StringComparison.Ordinal) ? "json" : "csv", Key = "end", File = with?.Invoke(file) ?? file };
    }
}
