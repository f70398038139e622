using UserSync.Core.Errors;

namespace UserSync.Connectors.Files.Links;

/// <summary>One row of a file of links.</summary>
/// <param name="Line">The line on which it starts.</param>
public sealed record LinkRow(int Line)
{
    /// <summary>The user.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The contact.</summary>
    public string ContactId { get; init; } = "";

    /// <summary>Whether the user is a temporary one.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The e-mail that the row tells.</summary>
    public string? Email { get; init; }

    /// <summary>The site that the row tells; null when the file does not.</summary>
    public string? Site { get; init; }

    /// <summary>The account that the row tells; null when the file does not.</summary>
    public string? Account { get; init; }

    /// <summary>Why the row cannot be used.</summary>
    public SyncError? Error { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"line {Line}: user {UserId} - contact {ContactId}");
}
