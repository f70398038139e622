namespace UserSync.Connectors.Files;

/// <summary>What tells one content of a file from another.</summary>
/// <param name="Length">Length in bytes.</param>
/// <param name="Hash">SHA-256 in hexadecimal digits; "" for a file that does not exist.</param>
internal sealed record FileContent(long Length, string Hash)
{
    /// <summary>The content of a file that does not exist.</summary>
    public static FileContent Missing { get; } = new(0, "");
}
