using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace UserSync.PowerShell.Completion;

/// <summary>
/// Names for completion, a small file a profile in the platform's cache folder: %LOCALAPPDATA%\UserSync\names,
/// $XDG_CACHE_HOME/usersync/names (~/.cache). It may be deleted at any time.
/// </summary>
internal sealed class NameCache
{
    private const long Largest = 4 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly Func<string, string?> _environment;

    public NameCache(Func<string, string?> environment) => _environment = environment;

    /// <summary>What is known for a profile. A file that is missing or damaged knows nothing.</summary>
    /// <param name="profilePath">Full path of the profile.</param>
    public KnownNames Read(string profilePath)
    {
        if (FileOf(profilePath) is not { } path || !File.Exists(path))
            return new KnownNames();
        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.Length > Largest ? new KnownNames() : JsonSerializer.Deserialize<KnownNames>(stream) ?? new KnownNames();
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Only completion has less to offer; the next listing writes the file anew.
            return new KnownNames();
        }
    }

    /// <summary>Remembers names; others of the profile stay.</summary>
    /// <returns>Why they could not be kept; null when they were, or when this account has no cache folder.</returns>
    public string? Write(string profilePath, KnownNames names)
    {
        if (FileOf(profilePath) is not { } path)
            return null;
        string unfinished = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}";
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnerOnly);
            File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(names.Over(Read(profilePath))));
            File.Move(unfinished, path, overwrite: true);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }

    private string? FileOf(string profilePath)
    {
        if (Folder() is not { } folder)
            return null;
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(profilePath)), 0, 8);
        return Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(profilePath)}-{hash}.json");
    }

    private string? Folder()
    {
        if (OperatingSystem.IsWindows())
            return _environment("LOCALAPPDATA") is { Length: > 0 } data ? Path.Combine(data, "UserSync", "names") : null;
        if (_environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathFullyQualified(cache))
            return Path.Combine(cache, "usersync", "names");
        return _environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "usersync", "names") : null;
    }
}
