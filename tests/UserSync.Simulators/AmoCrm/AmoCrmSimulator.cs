using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.AmoCrm;

/// <summary>amoCRM or Kommo by API v4: refuses everything that the contract does not allow.</summary>
public sealed class AmoCrmSimulator : ISimulator, IDisposable
{
    private readonly AmoCrmSeed _seed;
    private readonly AmoApi _api;
    private readonly AmoOAuth _oauth;
    private int _requests;

    /// <summary>An account in its first state.</summary>
    public AmoCrmSimulator(AmoCrmSeed seed, SimulatedClock clock, AmoCrmSwitches switches)
    {
        _seed = seed;
        Clock = clock;
        Switches = switches;
        Store = new AmoStore(seed, clock, switches);
        Webhooks = new AmoWebhooks(Store, clock, switches);
        Journal = new AmoJournal(Store, Webhooks);
        Interface = new AmoInterface(Store, Journal, Webhooks, clock, switches);
        Tokens = new AmoTokens(seed, clock);
        Limiter = new AmoLimiter(clock, switches, seed.Account.Platform);
        _api = new AmoApi(Store, Journal, Webhooks, clock, switches);
        _oauth = new AmoOAuth(seed, Tokens, Store, clock, switches);
        LongLivedToken = Tokens.IssueLongLived(TimeSpan.FromDays(365)).Text;
    }

    /// <summary>The server's clock.</summary>
    public SimulatedClock Clock { get; }

    /// <summary>What the contract leaves open; may be turned at any time.</summary>
    public AmoCrmSwitches Switches { get; }

    /// <summary>All that is stored; for seeding and for asserting.</summary>
    public AmoStore Store { get; }

    /// <summary>What happened to contacts.</summary>
    public AmoJournal Journal { get; }

    /// <summary>Subscriptions and their deliveries.</summary>
    public AmoWebhooks Webhooks { get; }

    /// <summary>What people do in the browser.</summary>
    public AmoInterface Interface { get; }

    /// <summary>Codes and tokens.</summary>
    public AmoTokens Tokens { get; }

    /// <summary>The limits.</summary>
    public AmoLimiter Limiter { get; }

    /// <summary>A long-lived token of the administrator, good for a year from the start.</summary>
    public string LongLivedToken { get; }

    /// <summary>The administrator who is asked to let the integration in says no.</summary>
    public bool RefusesAuthorization
    {
        get => _oauth.RefusesAuthorization;
        set => _oauth.RefusesAuthorization = value;
    }

    /// <inheritdoc/>
    public bool ScriptsFailures => true;

    /// <inheritdoc/>
    public string Welcome => $"token: {LongLivedToken}";

    /// <summary>The account moves: from now on only this host is answered, all others by a web page with 404.</summary>
    /// <param name="subdomain">The new first part of the host's name.</param>
    /// <param name="host">Where the account answers when that is not its own host name, such as <c>localhost:8080</c>.</param>
    public void Rename(string subdomain, string? host = null)
    {
        Store.Account.Subdomain = subdomain;
        _oauth.Host = host;
    }

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, LoggedRequest request, Fault? fault)
    {
        _requests++;
        request.What = $"{request.Method} {context.Request.Path.Value}";
        request.Writes = !HttpMethods.IsGet(request.Method);
        AmoAnswer answer;
        try
        {
            answer = fault?.Kind == FaultKind.ErrorBefore ? AmoProblem.Scripted(fault.Status, fault.Html) : Answer(context.Request, request.Body, fault);
        }
        catch (AmoRefusal refusal)
        {
            answer = refusal.Answer;
        }

        Webhooks.Release();
        await SendAsync(context, fault?.Kind == FaultKind.ErrorAfter ? AmoProblem.Scripted(fault.Status, fault.Html) : answer);
    }

    /// <summary>An administrator removes the integration: all tokens end, and the address that was set up for it is called.</summary>
    public async Task UninstallAsync(Uri? hook, CancellationToken cancellationToken)
    {
        Tokens.RevokeAll();
        if (hook is null)
            return;
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_seed.ClientSecret), Encoding.UTF8.GetBytes($"{_seed.ClientId}|{Store.Account.Id}")));
        await Webhooks.GetAsync(new Uri($"{hook}?client_uuid={_seed.ClientId}&account_id={Store.Account.Id}&signature={signature}"), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JsonNode?> ControlAsync(string path, JsonObject body, CancellationToken cancellationToken) => new AmoControl(this).AnswerAsync(path, body, cancellationToken);

    /// <inheritdoc/>
    public Task TickAsync(CancellationToken cancellationToken) => Webhooks.SendDueAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Webhooks.Dispose();

    private AmoAnswer Answer(HttpRequest http, string body, Fault? fault)
    {
        string path = http.Path.Value!;
        AmoToken? token = http.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var text] ? Tokens.Valid(text) : null;
        if (Limiter.Refuse(token?.ClientId ?? "") is { } tooFast)
            return tooFast;
        if (path == "/oauth2/account/current/subdomain")
            return _oauth.Subdomain(http);
        if (path == "/oauth2/account/subdomain")
            return _oauth.OldSubdomain(token);
        if (path == "/oauth")
            return _oauth.Page(http);
        if (!IsOurs(http.Host.Value!))
            return AmoProblem.RouterPage;
        if (path == "/oauth2/access_token")
            return _oauth.Token(http, body);
        if (!path.StartsWith("/api/v4/", StringComparison.Ordinal))
            return AmoProblem.RouterPage;
        if (token is null || Actor(token, http) is not { } user)
            return AmoProblem.Unauthorized(Switches.RussianErrors);
        if (Unpaid(http.Method) is { } unpaid)
            return unpaid;
        if (!token.Scopes.Contains("crm"))
            return AmoProblem.InvalidScope;
        bool json = http.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        AmoCall call = new(http.Method, path["/api/v4/".Length..].Split('/'), PhpQuery.Parse(http.QueryString.Value), json ? body : "", Base(http), user) { DiesAfter = fault?.Kind == FaultKind.DieAfterRecords ? fault.Records : null };
        return _api.Answer(call) ?? AmoProblem.NoRoute(http.Method, call.Url);
    }

    // An administrator's token works on when its user is dismissed; another one's follows its user.
    private AmoUser? Actor(AmoToken token, HttpRequest http)
    {
        AmoUser? user = Store.Users.Find(u => u.Id == token.UserId);
        if (user is null || (!user.IsAdmin && (!user.IsActive || user.IsFree || user.IsDeleted)))
            return null;
        if (!http.Headers.TryGetValue("X-Context-User-ID", out Microsoft.Extensions.Primitives.StringValues other))
            return user;
        return user.IsAdmin && long.TryParse(other, CultureInfo.InvariantCulture, out long id) && Store.ActiveUser(id) is { IsFree: false } context ? context : null;
    }

    private AmoAnswer? Unpaid(string method)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        bool failing = now < Store.Account.PaymentFailsUntil;
        bool ended = Store.Account.PlanEndedAt is { } end && now >= (HttpMethods.IsGet(method) ? end + TimeSpan.FromDays(30) : end);
        return failing || ended ? AmoProblem.PaymentRequired : null;
    }

    private bool IsOurs(string host) => host == Store.Account.Host || (_oauth.Host is { } moved ? host == moved : host.StartsWith("127.0.0.1", StringComparison.Ordinal) || host.StartsWith("localhost", StringComparison.Ordinal));

    private string Base(HttpRequest http) => http.Host.Value == Store.Account.Host ? $"https://{http.Host}" : $"{http.Scheme}://{http.Host}";

    private async Task SendAsync(HttpContext context, AmoAnswer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.Date = Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        response.Headers["X-Request-Id"] = $"00000000-0000-4000-8000-{_requests:x12}";
        response.Headers["X-Runtime-Generated"] = "0.042";
        foreach ((string name, string value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.ContentType is null)
            return;
        response.ContentType = answer.ContentType;
        await response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
