using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.CiviCrm;

/// <summary>APIv4 of one CiviCRM over REST: sends calls, keeps what does not change.</summary>
internal sealed class CiviApi : IAsyncDisposable
{
    private const string Form = "application/x-www-form-urlencoded";
    private readonly RemoteClient _client;
    private readonly Once<CiviSite> _site;
    private TimeSpan? _skew;

    /// <summary>Makes the API; sends nothing yet.</summary>
    /// <exception cref="ConnectorException">The profile has no address, or there is no key.</exception>
    public CiviApi(EndSettings end, string secret, string? siteKey, ConnectorContext context)
    {
        End = end;
        Context = context;
        Address = BaseOf(end);
        Time = new CiviTime(end.Options.GetValueOrDefault("timeZone"));
        List<KeyValuePair<string, string>> headers =
        [
            // Contract 4.2: the best way in; it needs no X-Requested-With, and wins over Authorization.
            new("X-Civi-Auth", "Bearer " + KeyOf(secret)),
            new("Accept", "application/json"),
            new("User-Agent", "UserSync"),
        ];
        if (!string.IsNullOrWhiteSpace(siteKey))
            headers.Add(new("X-Civi-Key", siteKey.Trim()));
        _client = new RemoteClient(new RemoteClientOptions
        {
            Side = Side.Crm,
            BaseAddress = Address,
            Settings = end.Http,
            Context = context,
            Requests = Requests,
            Headers = headers,
            Classify = CiviErrors.Classify,
        });
        _site = new Once<CiviSite>(new CiviDiscovery(this).FindAsync);
    }

    /// <summary>The end of the profile.</summary>
    public EndSettings End { get; }

    /// <summary>The host's services.</summary>
    public ConnectorContext Context { get; }

    /// <summary>The site's address with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>Times of the server.</summary>
    public CiviTime Time { get; }

    /// <summary>The server's clock now, as the head of its first answer told it; null before that, or when it told none.</summary>
    public DateTimeOffset? Clock => Context.Time.GetUtcNow() + _skew;

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; } = new();

    /// <summary>What the installation tells about itself and us.</summary>
    public Task<CiviSite> SiteAsync(CancellationToken cancellationToken) => _site.GetAsync(cancellationToken);

    /// <summary>Sends one call. Parameters always travel as a form: a JSON body would be ignored without a word.</summary>
    /// <exception cref="ConnectorException">The call failed, whatever its HTTP status.</exception>
    public async Task<CiviAnswer> CallAsync(CiviCall call, Safety safety, string? item, CancellationToken cancellationToken)
    {
        CiviSite site = await SiteAsync(cancellationToken);
        return await CallAsync(site.Routes, call, safety, item, cancellationToken);
    }

    /// <summary>Sends one call by addresses of a form.</summary>
    public async Task<CiviAnswer> CallAsync(CiviRoutes routes, CiviCall call, Safety safety, string? item, CancellationToken cancellationToken)
    {
        RemoteRequest request = new(HttpMethod.Post, routes.Path($"civicrm/ajax/api4/{call.Entity}/{call.Action}"), safety) { Body = FormOf("params", call.Params), MediaType = Form, Item = item };
        RemoteAnswer<CiviAnswer> answer = await _client.SendAsync(request, CiviAnswer.Read, cancellationToken);
        return answer.Value.Error is null ? answer.Value : throw CiviErrors.Of(answer.Value, item);
    }

    /// <summary>Sends several calls in one request; each succeeds or fails by itself.</summary>
    public async Task<IReadOnlyList<CiviAnswer>> CallsAsync(IReadOnlyList<CiviCall> calls, Safety safety, CancellationToken cancellationToken)
    {
        if (calls.Count == 0)
            return [];
        CiviSite site = await SiteAsync(cancellationToken);
        return await CallsAsync(site.Routes, calls, safety, cancellationToken);
    }

    /// <summary>Sends several calls by addresses of a form.</summary>
    public async Task<IReadOnlyList<CiviAnswer>> CallsAsync(CiviRoutes routes, IReadOnlyList<CiviCall> calls, Safety safety, CancellationToken cancellationToken)
    {
        RemoteRequest request = new(HttpMethod.Post, routes.Path("civicrm/ajax/api4"), safety) { Body = FormOf("calls", new JArray(calls.Select(c => c.ToItem()))), MediaType = Form };
        IReadOnlyList<CiviAnswer> answers;
        try
        {
            answers = (await _client.SendAsync(request, CiviAnswer.ReadAll, cancellationToken)).Value;
        }
        catch (ConnectorException e) when (e.Kind != ConnectorErrorKind.Authentication && e.Data[CiviErrors.AnswersKey] is IReadOnlyList<CiviAnswer> failed)
        {
            answers = failed;
        }

        if (answers.Count == calls.Count)
            return answers;
        throw answers is [{ Error: not null } one] ? CiviErrors.Of(one, null)
            : new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "CiviCRM did not answer all calls of a request.", "Look into the web server's error log.");
    }

    /// <summary>Asks who we are; null when the address does not lead to the extension authx.</summary>
    public async Task<FieldMap?> WhoAsync(CiviRoutes routes, CancellationToken cancellationToken)
    {
        try
        {
            RemoteAnswer<FieldMap> answer = await _client.SendAsync(RemoteRequest.Get(routes.Path("civicrm/authx/id")), ReadPlain, cancellationToken);
            _skew = answer.Response.Date - Context.Time.GetUtcNow();
            return answer.Value;
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.Protocol or ConnectorErrorKind.NotFound or ConnectorErrorKind.Fatal or ConnectorErrorKind.InvalidItem or ConnectorErrorKind.Permission)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _site.Dispose();
    }

    private static FieldMap ReadPlain(JsonTextReader json)
    {
        FieldMap map = [];
        JsonWalk.Object(json, name => map[name] = FieldValue.Of(JsonWalk.Scalar(json)));
        return map.ContainsKey("contact_id") ? map : throw new JsonSerializationException("no contact_id.");
    }

    private static string FormOf(string name, JToken value) => name + "=" + Uri.EscapeDataString(value.ToString(Formatting.None));

    private static string KeyOf(string secret)
    {
        string key = secret.Trim();
        if (key.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            key = key[7..].Trim();
        return key.Length > 0 && !key.Any(char.IsControl)
            ? key
            : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "The credential of CiviCRM holds no API key.", "Put the API key of a contact, and nothing else, into the secret.");
    }

    private static Uri BaseOf(EndSettings end)
    {
        if (end.Url is not { IsAbsoluteUri: true } url || url.Scheme is not ("http" or "https"))
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, "The profile has no http or https address for CiviCRM.", "Set crm.url to the address of the site that CiviCRM runs on.");
        string path = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (string tail in new[] { "/civicrm", "/wp-admin", "/index.php" })
        {
            if (path.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
                path = path[..^tail.Length];
        }

        return new Uri(path.TrimEnd('/') + "/");
    }
}
