using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>A token that an administrator made in the account (contract 1.4): nothing is ever renewed, so nothing can be lost.</summary>
internal sealed class LongLivedToken : IAmoToken
{
    private readonly string _token;
    private readonly TimeProvider _time;

    /// <summary>Takes the token out of the secret.</summary>
    /// <exception cref="ConnectorException">The secret holds no token.</exception>
    public LongLivedToken(string secret, Uri address, TimeProvider time)
    {
        string token = secret.Trim();
        if (token.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            token = token[7..].Trim();
        if (token.Length == 0 || token.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || !char.IsAscii(c)))
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The credential of amoCRM holds no token.", "Put the long-lived token, and nothing else, into the secret: docs/amocrm.md says where it is made.");
        _token = token;
        _time = time;
        Address = address;
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <inheritdoc/>
    public Task<string> CurrentAsync(CancellationToken cancellationToken)
    {
        if (TokenClaims.Of(_token).Ends is { } end && end <= _time.GetUtcNow())
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, FormattableString.Invariant($"The long-lived token of amoCRM ended on {end:yyyy-MM-dd}."),
                "Make a new one in the settings of the integration: docs/amocrm.md.");
        }

        return Task.FromResult(_token);
    }

    /// <inheritdoc/>
    public Task<string?> AfterRefusalAsync(string refused, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Only a refresh token may ask for the address (contract 1.6).</summary>
    public Task<bool> MovedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> EndsAsync(CancellationToken cancellationToken) => Task.FromResult(TokenClaims.Of(_token).Ends);
}
