namespace UserSync.Connectors.Files;

/// <summary>The moments of a commit at which tests stop the program.</summary>
public static class FileSeam
{
    /// <summary>The temporary file is whole and not yet on the disk for sure.</summary>
    public const string Written = "written";

    /// <summary>The temporary file is safe; the rename comes next.</summary>
    public const string Rename = "rename";

    /// <summary>The rename is done; the folder is not yet on the disk for sure.</summary>
    public const string Renamed = "renamed";
}
