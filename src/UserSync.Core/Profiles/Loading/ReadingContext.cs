namespace UserSync.Core.Profiles.Loading;

/// <summary>What all readers of one profile share.</summary>
/// <param name="folder">Folder of the profile: relative paths start there.</param>
internal sealed class ReadingContext(string folder)
{
    public ProblemList Problems { get; } = new();

    /// <summary>Every key that was asked for, as <c>cms.http.proxy</c> or <c>fields[].user</c>, with the values it may have (none for any). The schema is tested against it.</summary>
    public Dictionary<string, IReadOnlyList<string>> KnownKeys { get; } = new(StringComparer.Ordinal);

    public string FullPath(string path) => Path.GetFullPath(path, folder);
}
