using UserSync.Core.Errors;

namespace UserSync.Core.Profiles;

/// <summary>Finds profiles by name or path, and remembers which one is used when nobody names one.</summary>
/// <param name="folders">Full paths of the folders that are searched, the first one first. Folders that do not exist are passed over.</param>
/// <param name="defaultFile">Full path of the text file that holds the name or path of the default profile; null for none.</param>
public sealed class ProfileLocator(IReadOnlyList<string> folders, string? defaultFile = null)
{
    private const string Extension = ".json";
    private const string SchemaExtension = ".schema.json";

    /// <summary>The folders that are searched.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>The file of a profile.</summary>
    /// <param name="nameOrPath">A name, or a path when it has a folder in it or ends with .json.</param>
    /// <param name="baseFolder">Full path of the folder at which a relative path starts.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileNotFound"/>: there is none, or one folder holds several of that name.</exception>
    public string Find(string nameOrPath, string baseFolder)
    {
        if (IsPath(nameOrPath))
        {
            string path = Path.GetFullPath(nameOrPath, baseFolder);
            return File.Exists(path) ? path : FindByName(nameOrPath) ?? throw NotFound(nameOrPath, $"There is no file {path}.");
        }

        return FindByName(nameOrPath) ?? throw (folders.Count == 0
            ? NotFound(nameOrPath, $"There is no profile '{nameOrPath}', and no folder to look in: this account has no home folder.", remedy: "Name the profile by the path of its file, or set USERSYNC_PROFILES to the folder of profiles.")
            : NotFound(nameOrPath, $"There is no profile '{nameOrPath}' in {string.Join(" or ", folders)}."));
    }

    /// <summary>The profiles of all folders by folder and name. Files that cannot be loaded are listed with their errors; one in a later folder whose name an earlier folder has is left out.</summary>
    public IEnumerable<ProfileListing> List()
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string folder in folders)
        {
            var found = Files(folder).Select(Describe).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToList();
            foreach (ProfileListing profile in found.Where(p => !seen.Contains(p.Name)))
                yield return profile;
            seen.UnionWith(found.Select(p => p.Name));
        }
    }

    /// <summary>Name or path of the default profile; null when none was chosen.</summary>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.ProfileNotFound"/>: the file exists and cannot be read.</exception>
    public string? ReadDefault()
    {
        if (defaultFile is null || !File.Exists(defaultFile))
            return null;
        try
        {
            string text = File.ReadAllText(defaultFile).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotFound(null, $"The choice of the default profile in {defaultFile} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Remembers the default profile, or forgets it.</summary>
    /// <param name="nameOrPath">Name or full path; null forgets it.</param>
    /// <exception cref="UserSyncException"><see cref="ErrorIds.FileNotWritable"/>: the choice cannot be stored.</exception>
    public void WriteDefault(string? nameOrPath)
    {
        if (defaultFile is null)
            throw NotWritable("There is no place to remember a default profile.", null);
        try
        {
            if (nameOrPath is null)
            {
                File.Delete(defaultFile);
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(defaultFile)!);
            string unfinished = defaultFile + ".new";
            File.WriteAllText(unfinished, nameOrPath + "\n");
            File.Move(unfinished, defaultFile, overwrite: true);
        }
        catch (DirectoryNotFoundException) when (nameOrPath is null)
        {
            // Nothing was remembered, so nothing is left to forget.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable($"The default profile cannot be remembered in {defaultFile}: {e.Message}", e);
        }
    }

    private static bool IsPath(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal) || text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Extension)
            .Where(f => !f.EndsWith(SchemaExtension, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
        : [];

    private static ProfileListing Describe(string path)
    {
        try
        {
            ProfileReading reading = ProfileLoader.Read(path);
            string errors = string.Join('\n', reading.Problems.Select(p => p.Describe(Path.GetFileName(path))));
            return new ProfileListing(reading.Name, path, reading.Profile is not null, errors.Length == 0 ? null : errors);
        }
        catch (UserSyncException e)
        {
            return new ProfileListing(Path.GetFileNameWithoutExtension(path), path, IsValid: false, e.Message);
        }
    }

    private static UserSyncException NotFound(string? item, string message, Exception? inner = null, string? remedy = null) =>
        new(new SyncError(ErrorIds.ProfileNotFound, message) { Remedy = remedy ?? "Get-SyncProfile lists the profiles; New-SyncProfile makes one.", Item = item }, inner);

    private static UserSyncException NotWritable(string message, Exception? inner) =>
        new(new SyncError(ErrorIds.FileNotWritable, message) { Remedy = "Name the profile in each call, or set USERSYNC_PROFILE." }, inner);

    private string? FindByName(string name)
    {
        foreach (string folder in folders)
        {
            string direct = Path.Combine(folder, name + Extension);
            if (name.AsSpan().IndexOfAny('/', '\\') < 0 && File.Exists(direct))
                return direct;
            string[] named = [.. Files(folder).Where(f => string.Equals(Describe(f).Name, name, StringComparison.OrdinalIgnoreCase))];
            if (named.Length > 1)
                throw NotFound(name, $"Several profiles are called '{name}': {string.Join(", ", named)}.");
            if (named.Length == 1)
                return named[0];
        }

        return null;
    }
}
