namespace UserSync.Core.Profiles;

/// <summary>Where a secret is found. A profile holds only such references.</summary>
/// <param name="Source"><see cref="Environment"/>, <see cref="File"/> or <see cref="Vault"/>.</param>
/// <param name="Name">Name of the variable, path of the file, or <c>Vault/Name</c>.</param>
public sealed record SecretReference(string Source, string Name)
{
    /// <summary>A variable of the environment: <c>env:NAME</c>.</summary>
    public const string Environment = "env";

    /// <summary>A file that nobody else can read: <c>file:path</c>.</summary>
    public const string File = "file";

    /// <summary>An entry of a PowerShell vault: <c>secret:Vault/Name</c>.</summary>
    public const string Vault = "secret";

    /// <summary>Reads a reference; null when the text is not one.</summary>
    public static SecretReference? Parse(string? text)
    {
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0)
            return null;
        string source = text[..colon];
        string name = text[(colon + 1)..].Trim();
        bool fits = source switch
        {
            Environment => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]),
            File => name.Length > 0,
            Vault => name.Split('/') is [{ Length: > 0 }, { Length: > 0 }],
            _ => false,
        };
        return fits ? new SecretReference(source, name) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Source}:{Name}";
}
