namespace UserSync.Simulators.AmoCrm;

/// <summary>A refresh token.</summary>
/// <param name="Text">What the client sends.</param>
/// <param name="ClientId">The integration.</param>
/// <param name="UserId">Who granted it.</param>
/// <param name="ExpiresAt">When it ends, three months after it was made.</param>
/// <param name="Access">The access token of the same pair.</param>
public sealed record AmoRefreshToken(string Text, string ClientId, long UserId, DateTimeOffset ExpiresAt, AmoToken Access)
{
    /// <summary>When it was used; null while it was not.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>True once it was taken back.</summary>
    public bool Revoked { get; set; }
}
