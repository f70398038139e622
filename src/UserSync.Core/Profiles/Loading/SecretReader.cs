namespace UserSync.Core.Profiles.Loading;

/// <summary>Reads references to secrets. Whatever else stands there may be the secret itself and is never repeated.</summary>
internal static class SecretReader
{
    /// <summary>The reference, a file's path made full; null when there is none or it is refused.</summary>
    public static string? Read(ObjectReader reader, string name)
    {
        if (reader.RawText(name) is not { } text)
            return null;
        if (SecretReference.Parse(text) is { } reference)
            return (reference.Source == SecretReference.File ? reference with { Name = reader.Context.FullPath(reference.Name) } : reference).ToString();
        reader.Problems.Add(
            reader.Node.At(name),
            "this is no reference to a secret, and secrets do not stand in a profile",
            "write \"env:NAME\", \"file:path\" or \"secret:Vault/Name\"; if it was a real secret, change it where it is valid");
        return null;
    }
}
