namespace UserSync.Connectors.AmoCrm;

/// <summary>What opens an account: a long-lived token, or a pair that is renewed.</summary>
internal interface IAmoToken
{
    /// <summary>The account's address, where the token knows a newer one than the profile.</summary>
    Uri Address { get; }

    /// <summary>A token for the next request.</summary>
    Task<string> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Another token after this one was refused; null when there is none.</summary>
    Task<string?> AfterRefusalAsync(string refused, CancellationToken cancellationToken);

    /// <summary>Asks whether the account has another address now; true when <see cref="Address"/> changed.</summary>
    Task<bool> MovedAsync(CancellationToken cancellationToken);

    /// <summary>When the access ends for good unless somebody does something; null when that is not known.</summary>
    Task<DateTimeOffset?> EndsAsync(CancellationToken cancellationToken);
}
