using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>A link with its baseline.</summary>
/// <param name="LinkId">The row in the store.</param>
/// <param name="Link">The link.</param>
/// <param name="Baseline">The baseline; empty when the pair has none.</param>
public sealed record LinkedPair(long LinkId, SyncLink Link, Baseline Baseline);
