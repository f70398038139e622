using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>A link that is moved to another contact, or removed, with what happens to the mapped fields.</summary>
/// <param name="Link">The link as it is.</param>
/// <param name="ContactId">The contact that it shall point to, which may be its own; null removes the link.</param>
/// <param name="Policy">What is filled and cleared.</param>
public sealed record Relink(SyncLink Link, string? ContactId, RelinkPolicy Policy)
{
    /// <summary>What becomes of the flag "temporary user"; null leaves it.</summary>
    public bool? Temporary { get; init; }

    /// <summary>True when the link points to another contact afterwards.</summary>
    public bool Moves => ContactId is not null && ContactId != Link.ContactId;
}
