using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>API v4 of one account: sends requests within its limits, renews the token, keeps what does not change.</summary>
internal sealed class AmoApi : IAsyncDisposable
{
    private readonly IAmoToken _token;
    private readonly Traffic _traffic;
    private readonly Once<AmoAccount> _account;
    private readonly Once<FieldTable> _fields;
    private readonly Lock _gate = new();
    private RemoteClient? _client;
    private Uri? _clientAddress;

    /// <summary>Makes the API; sends nothing yet.</summary>
    public AmoApi(EndSettings end, IAmoToken token, IAccountMemory memory, ConnectorContext context)
    {
        End = end;
        _token = token;
        Memory = memory;
        Context = context;
        _traffic = new Traffic(memory, context, end.Http.RequestsPerSecond);
        _account = new Once<AmoAccount>(FindAccountAsync);
        _fields = new Once<FieldTable>(ReadFieldsAsync);
        Size = new AccountSize(this);
    }

    /// <summary>The end of the profile.</summary>
    public EndSettings End { get; }

    /// <summary>The host's services.</summary>
    public ConnectorContext Context { get; }

    /// <summary>What outlives this process.</summary>
    public IAccountMemory Memory { get; }

    /// <summary>The account's address with a slash at the end.</summary>
    public Uri Address => _token.Address;

    /// <summary>How many contacts there are.</summary>
    public AccountSize Size { get; }

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; } = new();

    /// <summary>False once a filter was seen to be ignored, or the account says that it has none.</summary>
    public bool FiltersWork { get; private set; } = true;

    /// <summary>When the access ends; null when that is not known.</summary>
    public Task<DateTimeOffset?> TokenEndsAsync(CancellationToken cancellationToken) => _token.EndsAsync(cancellationToken);

    /// <summary>What the account tells about itself; it is the one that the profile names.</summary>
    public Task<AmoAccount> AccountAsync(CancellationToken cancellationToken) => _account.GetAsync(cancellationToken);

    /// <summary>The fields of contacts.</summary>
    public Task<FieldTable> FieldsAsync(CancellationToken cancellationToken) => _fields.GetAsync(cancellationToken);

    /// <summary>A filter was ignored: none is used any more.</summary>
    public void FiltersFailed()
    {
        FiltersWork = false;
        Context.Trace?.Invoke(new HttpTrace(HttpTraceLevel.Verbose, Side.Crm, "The account ignores filters; contacts are read without them."));
    }

    /// <summary>Reads; null when there is nothing (204).</summary>
    public async Task<JObject?> GetAsync(string path, string? item, CancellationToken cancellationToken) =>
        (await SendAsync(RemoteRequest.Get(path) with { Item = item }, ReadObject, cancellationToken)).Value;

    /// <summary>Writes.</summary>
    public async Task<JObject?> WriteAsync(HttpMethod method, string path, JToken body, Safety safety, string? item, CancellationToken cancellationToken) =>
        (await SendAsync(new RemoteRequest(method, path, safety) { Body = body.ToString(Formatting.None), Item = item }, ReadObject, cancellationToken)).Value;

    /// <summary>All entries of a listing, page by page: the end is an empty answer or a page without a next one.</summary>
    /// <param name="path">Path and query without page and limit.</param>
    /// <param name="name">Name of the entries in the answer.</param>
    /// <param name="limit">Entries of a page.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<JObject> ListAsync(string path, string name, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int page = 1; ; page++)
        {
            JObject? answer = await GetAsync(FormattableString.Invariant($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}&page={page}"), null, cancellationToken);
            foreach (JObject entry in Entries(answer, name))
                yield return entry;
            if (!HasNext(answer))
                yield break;
        }
    }

    /// <summary>The entries of a page.</summary>
    public static IReadOnlyList<JObject> Entries(JObject? page, string name) => page is null ? [] :
        page["_embedded"]?[name] is JArray entries ? [.. entries.OfType<JObject>()]
        : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, $"The answer of amoCRM holds no list of {name}.", "Run again; report it as a fault of UserSync if it stays.");

    /// <summary>Whether there is another page. Its address is never followed blindly: one on another host is an error.</summary>
    public bool HasNext(JObject? page)
    {
        if ((page?["_links"] as JObject)?["next"] is not JObject next || (string?)next["href"] is not { Length: > 0 } href)
            return false;
        if (Uri.TryCreate(Address, href, out Uri? url) && url.Scheme == Address.Scheme && url.Authority == Address.Authority)
            return true;
        throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, $"A listing of amoCRM goes on at another address ({(url is null ? href : url.Authority)}), which is not followed.",
            "Check that crm.url is the address of the account itself and that nothing stands between.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _account.Dispose();
        _fields.Dispose();
        await Memory.DisposeAsync();
    }

    private async Task<RemoteAnswer<T>> SendAsync<T>(RemoteRequest request, Func<JsonTextReader, T> read, CancellationToken cancellationToken)
    {
        string token = await _token.CurrentAsync(cancellationToken);
        try
        {
            return await OnceAsync(request, token, read, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Authentication)
        {
            // A request that was turned away at the door has done nothing, so even a create may go again: once.
            if (await _token.AfterRefusalAsync(token, cancellationToken) is not { } renewed)
                throw;
            return await OnceAsync(request, renewed, read, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Transient && WriteOutcomes.StatusOf(e) == 404)
        {
            // No account answers at this address any more; none was asked to store anything.
            if (!await _token.MovedAsync(cancellationToken))
                throw;
            return await OnceAsync(request, await _token.CurrentAsync(cancellationToken), read, cancellationToken);
        }
    }

    private async Task<RemoteAnswer<T>> OnceAsync<T>(RemoteRequest request, string token, Func<JsonTextReader, T> read, CancellationToken cancellationToken)
    {
        RemoteAnswer<T> answer = await (await ClientAsync()).SendAsync(request with { Headers = [new("Authorization", "Bearer " + token)] }, read, cancellationToken);
        _traffic.Succeeded();
        return answer;
    }

    private async Task<RemoteClient> ClientAsync()
    {
        RemoteClient? old = null;
        RemoteClient client;
        lock (_gate)
        {
            if (_client is null || _clientAddress != Address)
            {
                old = _client;
                _client = NewClient(Address);
                _clientAddress = Address;
            }

            client = _client;
        }

        if (old is not null)
            await old.DisposeAsync();
        return client;
    }

    private RemoteClient NewClient(Uri address) => new(new RemoteClientOptions
    {
        Side = Side.Crm,
        BaseAddress = address,
        Settings = End.Http with { Parallel = 1, RequestsPerSecond = null },
        Context = Context,
        Requests = Requests,
        Headers = [new("Accept", "application/hal+json, application/json"), new("User-Agent", "UserSync")],
        Classify = AmoErrors.Classify,
        Gate = _traffic.EnterAsync,
        Failed = _traffic.FailedAsync,
        LongestWait = Traffic.LongestPause,
    });

    private async Task<AmoAccount> FindAccountAsync(CancellationToken cancellationToken)
    {
        RemoteAnswer<JObject> answer = await SendAsync(RemoteRequest.Get(AmoAccount.Path), ReadObject, cancellationToken);
        AmoAccount account = AmoAccount.Read(answer.Value, answer.Response.Date);
        EnsureSame(End, account.Id);
        if (account.FiltersOn == false)
            FiltersFailed();
        return account;
    }

    /// <summary>Refuses an account that is not the profile's.</summary>
    public static void EnsureSame(EndSettings end, string id)
    {
        if (end.Key != id && end.Key.All(char.IsAsciiDigit))
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, $"The token belongs to account {id}, the profile is for account {end.Key}. Nothing was read or changed.",
                "Use a token that was made in the profile's account, or correct crm.account and crm.url.");
        }
    }

    private async Task<FieldTable> ReadFieldsAsync(CancellationToken cancellationToken)
    {
        AmoAccount account = await AccountAsync(cancellationToken);
        List<AmoField> fields = [];
        await foreach (JObject field in ListAsync("api/v4/contacts/custom_fields", "custom_fields", 250, cancellationToken))
        {
            if (AmoField.Read(field) is { } known)
                fields.Add(known);
        }

        return new FieldTable(fields, account.Zone);
    }

    // Answers to reads hold at most 250 entries, so a tree of one is small.
    private static JObject ReadObject(JsonTextReader json)
    {
        JsonWalk.Next(json);
        JToken token = JToken.ReadFrom(json);
        return token as JObject ?? throw new JsonSerializationException("an object was expected.");
    }
}
