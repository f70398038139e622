using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>A change is planned. The front may take it out before it asks for the next event.</summary>
/// <param name="Change">The change.</param>
/// <param name="Pair">Names the pair for people: "user 7 (anna@example.org)".</param>
public sealed record PlannedEvent(PlannedChange Change, string Pair) : SyncEvent
{
    /// <summary>Set by the front: the administrator said no.</summary>
    public bool Declined { get; set; }
}
