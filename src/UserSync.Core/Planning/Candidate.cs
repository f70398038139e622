namespace UserSync.Core.Planning;

/// <summary>A contact that matches a user.</summary>
/// <param name="Contact">The contact.</param>
/// <param name="LinkedElsewhere">True when it belongs to another user.</param>
public sealed record Candidate(RecordView Contact, bool LinkedElsewhere)
{
    /// <summary>True when a stronger rule found the contact for another user without deciding.</summary>
    public bool IsClaimed { get; init; }
}
