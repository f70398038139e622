namespace UserSync.Core.Connectors;

/// <summary>What became of a create whose answer was lost.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="RecordId">The record that it made; null when it provably made none.</param>
public sealed record SettledCreate(long IntentId, string? RecordId)
{
    /// <summary>What the API addresses, where that is not the id.</summary>
    public string? Key { get; init; }

    /// <summary>Several records fit, or one that may be somebody else's: a human must look.</summary>
    public bool Ambiguous { get; init; }
}
