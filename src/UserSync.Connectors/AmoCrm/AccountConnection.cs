using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>An integration (OAuth) of an account, and how an administrator connects it.</summary>
public sealed class AccountConnection : IAsyncDisposable
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(20);
    private readonly string _clientSecret;
    private readonly TokenFile _file;
    private readonly TokenEndpoint _endpoint;
    private readonly Uri _address;

    /// <summary>Takes the integration out of the profile; sends nothing yet.</summary>
    /// <param name="end">The end of the profile, with its options.</param>
    /// <param name="clientSecret">The integration's secret key.</param>
    /// <param name="memory">What outlives the process.</param>
    /// <param name="context">Clock and listeners.</param>
    /// <exception cref="ConnectorException">The profile names no integration, or no address of an account.</exception>
    public AccountConnection(EndSettings end, string clientSecret, IAccountMemory memory, ConnectorContext context)
    {
        End = end;
        Memory = memory;
        Context = context;
        _clientSecret = clientSecret;
        _address = AmoHosts.BaseOf(end);
        string path = end.Options.GetValueOrDefault("oauth.tokenFile") ?? throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, "The profile names no integration.",
            "Set crm.oauth, or use a long-lived token, which needs no connecting: docs/amocrm.md.");
        _file = new TokenFile(path);
        _endpoint = new TokenEndpoint(end, clientSecret, memory, context);
        Token = new RenewedToken(_file, _endpoint, memory, _address, context.Time);
    }

    /// <summary>Where an administrator of the account grants access. The address is good for twenty minutes.</summary>
    public Uri ConsentAddress => AmoHosts.Consent(End, _address, _endpoint.ClientId, NewState(Context.Time.GetUtcNow()));

    internal EndSettings End { get; }

    internal IAccountMemory Memory { get; }

    internal ConnectorContext Context { get; }

    internal IAmoToken Token { get; }

    /// <summary>Exchanges what an administrator brought back for a pair of tokens, proves that it opens the profile's account, and keeps it.</summary>
    /// <param name="answer">The whole address that the browser was sent to, or the code alone as the integration's window shows it.</param>
    /// <param name="cancellationToken">Stops before the exchange, never in it.</param>
    /// <returns>The account.</returns>
    /// <exception cref="ConnectorException">Access was refused, the code is spent, or it is of another account; then nothing is kept.</exception>
    public async Task<EndIdentity> ConnectAsync(string answer, CancellationToken cancellationToken)
    {
        (string code, Uri address) = Read(answer.Trim());
        await using IAsyncDisposable held = await Memory.LockTokenAsync(cancellationToken);
        _file.EnsureWritable();
        TokenPair pair = await _endpoint.ByCodeAsync(address, code, CancellationToken.None);
        AmoAccount account = await _endpoint.AccountAsync(address, pair.AccessToken, CancellationToken.None);
        AmoApi.EnsureSame(End, account.Id);
        _file.Save(pair);
        return new EndIdentity(account.Id, $"{(AmoHosts.IsKommo(End) ? "Kommo" : "amoCRM")} ({account.Name})") { Clock = account.Clock, ActingAs = account.UserId is { } user ? $"user {user}" : null };
    }

    /// <summary>Closes the memory; a connector made of this connection closes it too, and then this need not be called.</summary>
    public ValueTask DisposeAsync() => Memory.DisposeAsync();

    private (string Code, Uri Address) Read(string answer)
    {
        if (!Uri.TryCreate(answer, UriKind.Absolute, out Uri? url) || url.Query.Length < 2)
            return answer.Length > 0 && !answer.Any(char.IsWhiteSpace) ? (answer, _address) : throw Refused("This is neither an address nor a code.");
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(url.Query);
        if (query["error"] is { } error)
            throw Refused(error == "access_denied" ? "The administrator did not grant access." : $"amoCRM answered: {AmoErrors.Plain(error)}.");
        if (query["code"] is not { Length: > 0 } code)
            throw Refused("The address holds no code.");
        if (query["state"] is { Length: > 0 } state ? !IsOurs(state) : query["from_widget"] != "1")
            throw Refused("The address does not belong to the question that was asked from here, or is older than twenty minutes.");

        // It comes from a browser: the secret goes only to the vendor.
        return (code, query["referer"] is { Length: > 0 } referer ? AmoHosts.OfHost(referer, _address) : _address);
    }

    // Signed with the integration's secret, so that nothing needs to be remembered between the question and the answer.
    private string NewState(DateTimeOffset now)
    {
        string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{time}-{Sign(time)}";
    }

    private bool IsOurs(string state)
    {
        string[] parts = state.Split('-', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > 253402300799)
            return false;
        TimeSpan age = Context.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return age >= TimeSpan.Zero && age <= CodeLife && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts[0])), Encoding.UTF8.GetBytes(parts[1]));
    }

    private string Sign(string time) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_clientSecret.Trim()), Encoding.UTF8.GetBytes($"{_endpoint.ClientId}|{End.Key}|{time}")))[..32];

    private static ConnectorException Refused(string what) => new(Side.Crm, ConnectorErrorKind.Authentication, what + " Nothing was changed.",
        "Ask for the address with Connect-CrmAccount, open it as an administrator of the account, and hand over the address that the browser ends at.");
}
