namespace UserSync.Core.Connectors;

/// <summary>A link as the remote system itself keeps it.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ContactId">The contact.</param>
public sealed record MirroredLink(string UserId, string ContactId)
{
    /// <summary>The user's e-mail at the moment of linking, where it is told.</summary>
    public string? Email { get; init; }
}
