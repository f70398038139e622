namespace UserSync.Core.Links;

/// <summary>Which lines of the journal are wanted.</summary>
public sealed record ChangeQuery
{
    /// <summary>Only of this site; null for all.</summary>
    public string? Site { get; init; }

    /// <summary>Only of this account; null for all.</summary>
    public string? Account { get; init; }

    /// <summary>Only of this run; null for all.</summary>
    public string? Run { get; init; }

    /// <summary>Only of this user; null for all.</summary>
    public string? UserId { get; init; }

    /// <summary>Only of this contact; null for all.</summary>
    public string? ContactId { get; init; }

    /// <summary>Only at or after this time; null for all.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only before this time; null for all.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only with this outcome; null for all.</summary>
    public ChangeOutcome? Outcome { get; init; }
}
