namespace UserSync.Connectors.Http;

/// <summary>What happens when a request reaches the server twice.</summary>
internal enum Safety
{
    /// <summary>Nothing: it only reads.</summary>
    Read,

    /// <summary>The same as when it arrives once.</summary>
    IdempotentWrite,

    /// <summary>A second record: never repeated once it may have been stored.</summary>
    Create,
}
