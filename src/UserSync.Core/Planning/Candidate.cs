namespace UserSync.Core.Planning;

/// <summary>A contact that matches a user, or a user that matches a contact.</summary>
/// <param name="Record">The record that was found.</param>
/// <param name="LinkedElsewhere">True when it is linked to somebody else.</param>
public sealed record Candidate(RecordView Record, bool LinkedElsewhere)
{
    /// <summary>True when the link of the two was taken back.</summary>
    public bool IsRejected { get; init; }

    /// <summary>True when a stronger rule found the record for somebody else without deciding.</summary>
    public bool IsClaimed { get; init; }
}
