using UserSync.Connectors.Storage;

namespace UserSync.Connectors.Files;

/// <summary>
/// A new content that takes a file's place in one step or not at all: temporary file in the same folder, fsync, rename, fsync
/// of the folder. Disposed before <see cref="Complete"/>, nothing of it stays.
/// </summary>
internal sealed class FileReplacement : IDisposable
{
    private readonly string _path;
    private readonly bool _exists;
    private readonly FileFault _fault;
    private readonly FileStream _file;
    private readonly string _temporary;
    private bool _renamed;

    public FileReplacement(string path, FileFault fault)
    {
        _path = path;
        _fault = fault;
        _temporary = TemporaryName(path);
        _exists = File.Exists(path);
        if (_exists && IsReadOnly(path))
            throw fault.NotWritable("it is marked read-only.", "Make it writable for the account of UserSync.");
        RemoveLeftover();

        // A new file is for its owner only until it has the mode of the one that it replaces.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(_temporary, options);
    }

    /// <summary>Where the new content is written.</summary>
    public Stream Stream => _file;

    /// <summary>The name of the temporary file: one for each file, so that what a killed run left behind is found.</summary>
    public static string TemporaryName(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.usersync-new");

    /// <summary>True when nobody may write the file: a rename would replace it all the same.</summary>
    public static bool IsReadOnly(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly);

        // The attribute says on Unix what this account may do, and counts root as anybody.
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        return (File.GetUnixFileMode(path) & Write) == UnixFileMode.None;
    }

    /// <summary>Puts the new content in the file's place, unless the file is not any more what it was.</summary>
    public void Complete(Func<bool> isUnchanged, Action<string>? onSeam)
    {
        onSeam?.Invoke(FileSeam.Written);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        if (_exists)
            KeepRights();
        onSeam?.Invoke(FileSeam.Rename);
        if (!isUnchanged())
            throw _fault.Changed();
        File.Move(_temporary, _path, overwrite: _exists);
        _renamed = true;
        onSeam?.Invoke(FileSeam.Renamed);
        Posix.SyncFolder(Path.GetDirectoryName(_path)!);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (!_renamed)
            File.Delete(_temporary);
    }

    private void KeepRights()
    {
        if (OperatingSystem.IsWindows())
            return;
        if (!Posix.CopyOwner(_path, _temporary))
            throw _fault.NotWritable("it belongs to another account, and this one may not hand it over.", "Run UserSync under the account that owns the file, or give the file to it.");
        File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_path));
    }

    private void RemoveLeftover()
    {
        if (!File.Exists(_temporary))
            return;

        // Opening it alone tells a killed run's leftover from a run that is still writing.
        using (new FileStream(_temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.Delete(_temporary);
    }
}
