using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.AmoCrm;

/// <summary>The routes below <c>/oauth2/</c>.</summary>
internal sealed class AmoOAuth(AmoCrmSeed seed, AmoTokens tokens, AmoStore store, SimulatedClock clock, AmoCrmSwitches switches)
{
    /// <summary>The host that the account answers at when it is not its own, such as a port of this machine; null for its own.</summary>
    public string? Host { get; set; }

    /// <summary>The administrator says no.</summary>
    public bool RefusesAuthorization { get; set; }

    /// <summary>GET of <c>/oauth</c>, where an administrator lets the integration in: leads back to the redirect address at once.</summary>
    public AmoAnswer Page(HttpRequest request)
    {
        if (request.Query["client_id"] != seed.ClientId)
            return AmoProblem.RouterPage;
        Dictionary<string, string> back = new(StringComparer.Ordinal);
        if (RefusesAuthorization)
        {
            back["error"] = "access_denied";
        }
        else
        {
            back["code"] = tokens.IssueCode();
            back["referer"] = Host ?? (request.Host.Host is "127.0.0.1" or "localhost" ? request.Host.Value! : store.Account.Host);
            back["platform"] = store.Account.Platform == AmoPlatform.Kommo ? "2" : "1";
        }

        if (request.Query["state"].ToString() is { Length: > 0 } state)
            back["state"] = state;
        return new AmoAnswer(302, null, "") { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Location"] = $"{seed.RedirectUri}?{PhpQuery.Build(back)}" } };
    }

    /// <summary>POST of <c>/oauth2/access_token</c>: a pair for a code or for a refresh token.</summary>
    public AmoAnswer Token(HttpRequest request, string body)
    {
        if (!HttpMethods.IsPost(request.Method))
            return AmoProblem.MethodNotAllowed(switches.Empty405);
        JsonObject form = Form(request.ContentType, body);
        string Field(string name) => form[name].IsText(out string text) ? text : "";
        if (Field("client_id") != seed.ClientId || Field("client_secret") != seed.ClientSecret)
            return Refused(null, "Некорректный клиент", "Авторизация клиента не прошла");
        if (Field("redirect_uri") != seed.RedirectUri)
            return Refused("Check the `redirect_uri` parameter");
        switch (Field("grant_type"))
        {
            case "authorization_code":
                return tokens.TakeCode(Field("code")) is { } user ? Given(tokens.Pair(user)) : Refused("Authorization code has expired");
            case "refresh_token":
                return Refresh(tokens.FindRefresh(Field("refresh_token")));
            default:
                return Refused("Check the `grant_type` parameter");
        }
    }

    /// <summary>GET of <c>/oauth2/account/current/subdomain</c> with a refresh token, which is not used up.</summary>
    public AmoAnswer Subdomain(HttpRequest request) =>
        tokens.FindRefresh(request.Headers["X-Refresh-Token"].ToString()) is { } token && IsGood(token) ? Where() : AmoProblem.Unauthorized(switches.RussianErrors);

    /// <summary>GET of <c>/oauth2/account/subdomain</c> with an access token: the old way.</summary>
    public AmoAnswer OldSubdomain(AmoToken? token) => token is null ? AmoProblem.Unauthorized(switches.RussianErrors) : Where();

    private AmoAnswer Where()
    {
        string domain = Host ?? store.Account.Host;
        return AmoAnswer.Json(new JsonObject { ["id"] = store.Account.Id, ["subdomain"] = store.Account.Subdomain, ["domain"] = domain, ["top_level_domain"] = store.Account.BaseDomain.Split('.')[^1] });
    }

    private AmoAnswer Refresh(AmoRefreshToken? token)
    {
        if (token is null || !IsGood(token))
            return Refused("Token has been revoked");
        token.UsedAt ??= clock.GetUtcNow();
        token.Access.Revoked |= switches.RefreshKillsOldAccess;
        return Given(tokens.Pair(token.UserId));
    }

    private bool IsGood(AmoRefreshToken token) =>
        !token.Revoked && token.ExpiresAt > clock.GetUtcNow() && (token.UsedAt is not { } used || clock.GetUtcNow() < used + switches.RefreshGrace);

    private AmoAnswer Given(AmoRefreshToken pair)
    {
        JsonObject json = new()
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)(pair.Access.ExpiresAt - clock.GetUtcNow()).TotalSeconds,
            ["access_token"] = pair.Access.Text,
            ["refresh_token"] = pair.Text,
        };
        if (!switches.OldShapes)
            json["server_time"] = store.Now;
        return AmoAnswer.Json(json);
    }

    private AmoAnswer Refused(string? hint, string title = "Некорректный запрос", string detail = "В запросе отсутствует ряд параметров или параметры невалидны")
    {
        int status = switches.TokenFailureIs400 ? 400 : 401;
        JsonObject body = [];
        if (hint is not null)
            body["hint"] = hint;
        body["title"] = title;
        body["type"] = "https://developers.amocrm.ru/v3/errors/OAuthProblemJson";
        body["status"] = status;
        body["detail"] = detail;
        return new AmoAnswer(status, "application/problem+json", body.ToJsonString());
    }

    private static JsonObject Form(string? contentType, string body)
    {
        if (contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
            return PhpQuery.Parse(body);
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
