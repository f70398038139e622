namespace UserSync.Core.Model;

/// <summary>User and contact are the same person.</summary>
public sealed record SyncLink
{
    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>The user's id as people see it.</summary>
    public required string UserId { get; init; }

    /// <summary>What the CMS's API addresses; the same as <see cref="UserId"/> where there is nothing else.</summary>
    public string UserKey { get => field ?? UserId; init; }

    /// <summary>The contact's id.</summary>
    public required string ContactId { get; init; }

    /// <summary>True while the user has only a placeholder address.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>How the link came to be.</summary>
    public LinkOrigin Origin { get; init; } = LinkOrigin.Manual;

    /// <summary>When the link was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the link was changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Address of the user's page in the CMS.</summary>
    public string? UserUrl { get; init; }

    /// <summary>Address of the contact's page in the CRM.</summary>
    public string? ContactUrl { get; init; }

    /// <summary>Name of the profile through which the link was read.</summary>
    public string? Profile { get; init; }

    /// <summary>The e-mail last confirmed for this pair, where known: to recognise the person, not to write to.</summary>
    public string? Email { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"user {UserId} - contact {ContactId}";
}
