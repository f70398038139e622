using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// A pair that is renewed exactly once, however many processes use it: under a lock in the link store, after reading the file again, and
/// kept durably before its first use.
/// </summary>
/// <param name="file">Where the pair is kept.</param>
/// <param name="endpoint">Where new ones come from.</param>
/// <param name="memory">The lock.</param>
/// <param name="profileAddress">The account's address in the profile.</param>
/// <param name="time">The clock.</param>
internal sealed class RenewedToken(TokenFile file, TokenEndpoint endpoint, IAccountMemory memory, Uri profileAddress, TimeProvider time) : IAmoToken
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private TokenPair? _pair;

    /// <inheritdoc/>
    public Uri Address => _pair is { } pair ? AmoHosts.OfHost(pair.Host, profileAddress) : profileAddress;

    /// <inheritdoc/>
    public async Task<string> CurrentAsync(CancellationToken cancellationToken)
    {
        TokenPair pair = _pair ??= file.Read() ?? throw NotConnected();
        return pair.ExpiresAt - time.GetUtcNow() > Margin ? pair.AccessToken : (await RenewAsync(pair.AccessToken, cancellationToken)).AccessToken;
    }

    /// <inheritdoc/>
    public async Task<string?> AfterRefusalAsync(string refused, CancellationToken cancellationToken) => (await RenewAsync(refused, cancellationToken)).AccessToken;

    /// <inheritdoc/>
    public async Task<bool> MovedAsync(CancellationToken cancellationToken)
    {
        await using IAsyncDisposable held = await memory.LockTokenAsync(cancellationToken);
        TokenPair pair = file.Read() ?? throw NotConnected();
        Uri before = Address;
        _pair = await FollowAsync(pair, cancellationToken) ?? pair;
        return Address != before;
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> EndsAsync(CancellationToken cancellationToken) => Task.FromResult((_pair ?? file.Read())?.RefreshEnds);

    private async Task<TokenPair> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        await using IAsyncDisposable held = await memory.LockTokenAsync(cancellationToken);
        TokenPair pair = file.Read() ?? throw NotConnected();
        if (pair.AccessToken != refused && pair.ExpiresAt - time.GetUtcNow() > Margin)
            return _pair = pair;

        // A pair that cannot be kept must not be asked for: the old one would be dead and the new one lost.
        file.EnsureWritable();
        TokenPair renewed;
        try
        {
            renewed = await RefreshAsync(pair, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Authentication || IsMissing(e))
        {
            // A renewal that took longer than the lock lasts may have been overtaken: the other's pair is as good.
            if (file.Read() is { } other && other.RefreshToken != pair.RefreshToken)
                return _pair = other;

            // The account may have another address now; that is asked once.
            if (await FollowAsync(pair, cancellationToken) is not { } moved)
                throw;
            pair = moved;
            renewed = await RefreshAsync(pair, cancellationToken);
        }

        file.Save(renewed);
        return _pair = renewed;
    }

    private async Task<TokenPair> RefreshAsync(TokenPair pair, CancellationToken cancellationToken)
    {
        try
        {
            // What is under way is finished even when the run is stopped: half a renewal is a lost authorisation.
            return await endpoint.ByRefreshAsync(AmoHosts.OfHost(pair.Host, profileAddress), pair.RefreshToken, CancellationToken.None);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.InDoubt)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Transient, $"The answer with new tokens was lost: {e.Error.Message}",
                "Run again. If amoCRM then says that the token was revoked, connect again with Connect-CrmAccount.", inner: e);
        }
    }

    private async Task<TokenPair?> FollowAsync(TokenPair pair, CancellationToken cancellationToken)
    {
        Uri known = AmoHosts.OfHost(pair.Host, profileAddress);
        if (await endpoint.HostAsync(known, pair, cancellationToken) is not { } host || AmoHosts.OfHost(host, known) is var moved && moved == known)
            return null;
        TokenPair at = pair with { Host = moved.Authority };
        file.Save(at);
        return at;
    }

    private static bool IsMissing(ConnectorException e) => WriteOutcomes.StatusOf(e) == 404;

    private static ConnectorException NotConnected() => new(Side.Crm, ConnectorErrorKind.Authentication, "The integration is not connected to the account yet: there is no token file.",
        "Let an administrator of the account connect it with Connect-CrmAccount: docs/amocrm.md.");
}
