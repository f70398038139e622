using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.AmoCrm;

/// <summary>Codes, token pairs and long-lived tokens of one integration; what an administrator does with them is done by calling these methods.</summary>
public sealed class AmoTokens(AmoCrmSeed seed, SimulatedClock clock)
{
    private readonly Dictionary<string, (long UserId, DateTimeOffset ExpiresAt)> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AmoToken> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AmoRefreshToken> _refresh = new(StringComparer.Ordinal);
    private int _issued;

    /// <summary>The integration.</summary>
    public string ClientId => seed.ClientId;

    /// <summary>The host that access tokens name as the one to ask for the account's address; null for the platform's own.</summary>
    public string? ApiDomain { get; set; }

    /// <summary>All access tokens that were given out.</summary>
    public IReadOnlyCollection<AmoToken> Access => _access.Values;

    /// <summary>All refresh tokens that were given out.</summary>
    public IReadOnlyCollection<AmoRefreshToken> Refresh => _refresh.Values;

    /// <summary>A code for the integration, good once and for 20 minutes.</summary>
    public string IssueCode(long? userId = null)
    {
        string code = $"def502{Noise("code", 40)}";
        _codes[code] = (userId ?? seed.Users[0].Id, clock.GetUtcNow() + TimeSpan.FromMinutes(20));
        return code;
    }

    /// <summary>A long-lived token, from a day to five years.</summary>
    public AmoToken IssueLongLived(TimeSpan life, long? userId = null, string? clientId = null, params string[] scopes) =>
        Issue(clientId ?? seed.ClientId, userId ?? seed.Users[0].Id, life, scopes is [] ? ["crm", "notifications"] : scopes);

    /// <summary>A pair as if it had been exchanged for a code.</summary>
    public AmoRefreshToken IssuePair(long? userId = null) => Pair(userId ?? seed.Users[0].Id);

    /// <summary>The access token of that text; null when it is unknown, expired or revoked.</summary>
    public AmoToken? Valid(string text) => _access.GetValueOrDefault(text) is { Revoked: false } token && token.ExpiresAt > clock.GetUtcNow() ? token : null;

    /// <summary>The refresh token of that text; null when it was never given out.</summary>
    public AmoRefreshToken? FindRefresh(string text) => _refresh.GetValueOrDefault(text);

    /// <summary>Takes the code out; null when it is unknown or too old.</summary>
    public long? TakeCode(string code) => _codes.Remove(code, out (long UserId, DateTimeOffset ExpiresAt) issued) && issued.ExpiresAt > clock.GetUtcNow() ? issued.UserId : null;

    /// <summary>A new pair.</summary>
    public AmoRefreshToken Pair(long userId)
    {
        AmoToken access = Issue(seed.ClientId, userId, TimeSpan.FromHours(24), ["crm", "notifications"]);
        string text = "def50200" + Noise("refresh", 600 + (_issued % 7 * 32));
        return _refresh[text] = new AmoRefreshToken(text, seed.ClientId, userId, clock.GetUtcNow().AddMonths(3), access);
    }

    /// <summary>The integration is removed: all its tokens end.</summary>
    public void RevokeAll()
    {
        foreach (AmoToken token in _access.Values)
            token.Revoked = true;
        foreach (AmoRefreshToken token in _refresh.Values)
            token.Revoked = true;
        _codes.Clear();
    }

    private AmoToken Issue(string clientId, long userId, TimeSpan life, IReadOnlyList<string> scopes)
    {
        DateTimeOffset now = clock.GetUtcNow();
        string jti = Noise("access", 80);
        JsonObject claims = new()
        {
            ["aud"] = clientId,
            ["jti"] = jti,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["sub"] = userId.ToString(CultureInfo.InvariantCulture),
            ["account_id"] = seed.Account.Id,
            ["base_domain"] = seed.Account.BaseDomain,
            ["api_domain"] = ApiDomain ?? "api-b." + seed.Account.BaseDomain,
            ["scopes"] = new JsonArray([.. scopes.Select(s => (JsonNode)s)]),
            ["version"] = 2,
        };
        string head = Encoded(new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["jti"] = jti });
        AmoToken token = new($"{head}.{Encoded(claims)}.{Noise("signature", 300 + (_issued % 5 * 16))}", clientId, userId, now + life) { Scopes = scopes };
        return _access[token.Text] = token;
    }

    private static string Encoded(JsonObject json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString())).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    // The same at every start, so that a failing test can be repeated; no two are alike.
    private string Noise(string kind, int length)
    {
        StringBuilder text = new();
        for (int block = 0; text.Length < length; block++)
            text.Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {_issued} {block}"))));
        _issued++;
        return text.ToString()[..length];
    }
}
