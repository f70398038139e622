namespace UserSync.Core.Connectors;

/// <summary>What tells one site or account from another, so that a cloned site or a wrong account is noticed.</summary>
/// <param name="Id">The system's own identity: an account id, a site's address as the site itself reports it, a file's full path.</param>
/// <param name="Product">Name and version for people, such as "WordPress 6.1.9".</param>
public sealed record EndIdentity(string Id, string Product)
{
    /// <summary>The system's clock at the moment of asking, where it tells one.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>The account that the credential belongs to, where the system tells.</summary>
    public string? ActingAs { get; init; }

    /// <summary>Something that an administrator must do before long, such as renewing a token; null when there is nothing.</summary>
    public string? Warning { get; init; }
}
