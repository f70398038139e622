namespace UserSync.Simulators.AmoCrm;

/// <summary>An access token.</summary>
/// <param name="Text">What the client sends.</param>
/// <param name="ClientId">The integration.</param>
/// <param name="UserId">Who granted it: it acts with that user's rights.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record AmoToken(string Text, string ClientId, long UserId, DateTimeOffset ExpiresAt)
{
    /// <summary>What it may do.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = ["crm", "notifications"];

    /// <summary>True once it was taken back.</summary>
    public bool Revoked { get; set; }
}
