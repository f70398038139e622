using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>What became of one link that was to be added, changed or removed.</summary>
/// <param name="Link">The link as it is now in the store, or as it was asked for when it was refused.</param>
/// <param name="Changed">False when the store already was as asked, or the change was refused.</param>
/// <param name="Error">Why it was refused.</param>
public sealed record LinkChange(SyncLink Link, bool Changed, SyncError? Error = null)
{
    /// <summary>The link as it was before; null when there was none.</summary>
    internal SyncLink? Before { get; init; }

    /// <summary>True when the link is not there any more.</summary>
    internal bool Removed { get; init; }
}
