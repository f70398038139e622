namespace UserSync.Connectors.Files;

/// <summary>What the folder tells of a file without reading it.</summary>
internal readonly record struct FileStamp(bool Exists, long Length, DateTime WrittenAt)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(true, file.Length, file.LastWriteTimeUtc) : default;
    }
}
