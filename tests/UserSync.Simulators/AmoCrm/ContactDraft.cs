namespace UserSync.Simulators.AmoCrm;

/// <summary>What an item of a write asks for, once it is known to be allowed. What is null stays as it is.</summary>
internal sealed class ContactDraft
{
    public required string RequestId { get; init; }

    public long? Id { get; set; }

    public string? Name { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public long? ResponsibleUserId { get; set; }

    public long? CreatedBy { get; set; }

    public long? UpdatedBy { get; set; }

    public long? CreatedAt { get; set; }

    public long? UpdatedAt { get; set; }

    /// <summary>Fields with their new values; null values clear.</summary>
    public List<(AmoField Field, IReadOnlyList<AmoValue>? Values)> Fields { get; } = [];

    public List<TagReference>? Tags { get; set; }

    public List<TagReference> TagsToAdd { get; set; } = [];

    public List<TagReference> TagsToDelete { get; set; } = [];
}
