namespace UserSync.Connectors.AmoCrm;

/// <summary>A pair of tokens (contract 1.3). The refresh token works once: whoever uses it must keep what comes back.</summary>
/// <param name="AccessToken">Opens the account for a day.</param>
/// <param name="RefreshToken">Brings the next pair; lives three months.</param>
/// <param name="ExpiresAt">When the access token ends.</param>
/// <param name="SavedAt">When the pair was made.</param>
/// <param name="Host">The account's host at that time.</param>
internal sealed record TokenPair(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt, DateTimeOffset SavedAt, string Host)
{
    /// <summary>When the refresh token ends unless it is used.</summary>
    public DateTimeOffset RefreshEnds => SavedAt.AddMonths(3);
}
