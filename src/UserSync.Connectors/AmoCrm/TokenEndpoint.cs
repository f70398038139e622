using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Json;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Where an integration gets its pairs of tokens (contract 1.3). Nothing here is ever repeated by itself.</summary>
internal sealed class TokenEndpoint(EndSettings end, string clientSecret, IAccountMemory memory, ConnectorContext context)
{
    private readonly Traffic _traffic = new(memory, context, end.Http.RequestsPerSecond);

    /// <summary>Number of the integration.</summary>
    public string ClientId => end.Options.GetValueOrDefault("oauth.clientId") ?? "";

    /// <summary>Exchanges the code of an administrator.</summary>
    public Task<TokenPair> ByCodeAsync(Uri address, string code, CancellationToken cancellationToken) => AskAsync(address, "authorization_code", "code", code, cancellationToken);

    /// <summary>Exchanges a refresh token, which works once.</summary>
    public Task<TokenPair> ByRefreshAsync(Uri address, string refreshToken, CancellationToken cancellationToken) => AskAsync(address, "refresh_token", "refresh_token", refreshToken, cancellationToken);

    /// <summary>The account's host now, as the vendor knows it (contract 1.6); null when that is not told.</summary>
    public async Task<string?> HostAsync(Uri address, TokenPair pair, CancellationToken cancellationToken)
    {
        if (TokenClaims.Of(pair.AccessToken).ApiDomain is not { } domain || AmoHosts.Trusted(domain, address) is not { } asked)
            return null;
        try
        {
            await using RemoteClient client = Client(asked, [new("X-Refresh-Token", pair.RefreshToken)], AmoErrors.Classify);
            RemoteAnswer<JObject> answer = await client.SendAsync(RemoteRequest.Get("oauth2/account/current/subdomain"), static json => JObject.Load(json), cancellationToken);
            return answer.Value?["domain"] is JValue { Value: string { Length: > 0 } host } ? host : null;
        }
        catch (ConnectorException e) when (e.Kind is not ConnectorErrorKind.Blocked and not ConnectorErrorKind.Throttled)
        {
            // It was only a question; what led to it is told.
            return null;
        }
    }

    /// <summary>The account that a token opens.</summary>
    public async Task<AmoAccount> AccountAsync(Uri address, string accessToken, CancellationToken cancellationToken)
    {
        await using RemoteClient client = Client(address, [new("Authorization", "Bearer " + accessToken)], AmoErrors.Classify);
        RemoteAnswer<JObject> answer = await client.SendAsync(RemoteRequest.Get(AmoAccount.Path), static json => JObject.Load(json), cancellationToken);
        return AmoAccount.Read(answer.Value, answer.Response.Date);
    }

    private async Task<TokenPair> AskAsync(Uri address, string grant, string name, string value, CancellationToken cancellationToken)
    {
        await using RemoteClient client = Client(address, [], Classify);
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["client_id"] = ClientId,
            ["client_secret"] = clientSecret.Trim(),
            ["grant_type"] = grant,
            [name] = value,
            ["redirect_uri"] = end.Options.GetValueOrDefault("oauth.redirectUri") ?? "",
        };
        using FormUrlEncodedContent content = new(form);
        RemoteRequest request = new(HttpMethod.Post, "oauth2/access_token", Safety.Create) { MediaType = "application/x-www-form-urlencoded", Body = await content.ReadAsStringAsync(cancellationToken) };
        RemoteAnswer<JObject> answer = await client.SendAsync(request, static json => JObject.Load(json), cancellationToken);
        _traffic.Succeeded();
        DateTimeOffset now = context.Time.GetUtcNow();
        return answer.Value?["access_token"] is JValue { Value: string { Length: > 0 } access } && answer.Value["refresh_token"] is JValue { Value: string { Length: > 0 } refresh }
            ? new TokenPair(access, refresh, now + TimeSpan.FromSeconds(answer.Value["expires_in"] is JValue { Value: long seconds } && seconds > 0 ? seconds : 86400), now, address.Authority)
            : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "The answer to the request for tokens holds none.", "Connect again with Connect-CrmAccount.");
    }

    // Contract 1.3: 400 or 401 with a JSON body end the authorisation; a web page, 403, 429 and 5xx do not.
    private static ConnectorException? Classify(RemoteRequest request, RemoteResponse response)
    {
        if (response.Status is not (400 or 401) || response.LooksLikeHtml)
            return AmoErrors.Classify(request, response);
        string why = Reason(response);
        return new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, $"amoCRM does not accept the integration's authorisation any more: {why}.",
            "Let an administrator of the account connect again with Connect-CrmAccount; a long-lived token cannot be lost this way: docs/amocrm.md.");
    }

    private static string Reason(RemoteResponse response)
    {
        try
        {
            using MemoryStream bytes = new(response.Body, writable: false);
            using Newtonsoft.Json.JsonTextReader json = JsonText.Reader(bytes);
            JObject body = JObject.Load(json);
            string[] parts = [.. new[] { (string?)body["hint"], (string?)body["title"], (string?)body["detail"] }.OfType<string>().Where(p => p.Length > 0)];
            return parts.Length > 0 ? AmoErrors.Plain(string.Join("; ", parts)) : "without a reason";
        }
        catch (Newtonsoft.Json.JsonException)
        {
            return "without a reason";
        }
    }

    private RemoteClient Client(Uri address, KeyValuePair<string, string>[] headers, Func<RemoteRequest, RemoteResponse, ConnectorException?> classify) => new(new RemoteClientOptions
    {
        Side = Side.Crm,
        BaseAddress = address,
        Settings = end.Http with { Parallel = 1, RequestsPerSecond = null },
        Context = context,
        Headers = [new("Accept", "application/json"), new("User-Agent", "UserSync"), .. headers],
        Classify = classify,
        Gate = _traffic.EnterAsync,
        Failed = _traffic.FailedAsync,
        LongestWait = Traffic.LongestPause,
    });
}
