using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>Something that a human must decide; kept until it is resolved or its cause is gone.</summary>
public sealed record SyncConflict
{
    /// <summary>Number of the conflict in the link store; 0 before it is stored.</summary>
    public long ConflictId { get; init; }

    /// <summary>Name of the profile through which it was read.</summary>
    public string? Profile { get; init; }

    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>Why a human must decide.</summary>
    public ConflictKind Kind { get; init; }

    /// <summary>The user; null when only a contact is concerned.</summary>
    public string? UserId { get; init; }

    /// <summary>The linked contact; null when there is none.</summary>
    public string? ContactId { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>Ids of the contacts (for a shared key: of the users) to choose from.</summary>
    public IReadOnlyList<string> Candidates { get; init => field = TextList.Of(value); } = TextList.Of<string>([]);

    /// <summary>What is in the way, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it stands.</summary>
    public ConflictState State { get; init; }

    /// <summary>The run that saw it last.</summary>
    public string? Run { get; init; }

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset SeenAt { get; init; }
}
