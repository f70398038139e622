using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.WordPress;

/// <summary>The REST API of one site: finds it, keeps what does not change, and sends requests.</summary>
internal sealed class WordPressApi : IAsyncDisposable
{
    private readonly RemoteClient _client;
    private readonly Once<WordPressSite> _site;
    private readonly Once<UserSchema> _schema;

    /// <summary>Makes the API; sends nothing yet.</summary>
    /// <exception cref="ConnectorException">The profile has no address, or the secret has not the form of an application password.</exception>
    public WordPressApi(EndSettings end, string secret, ConnectorContext context)
    {
        End = end;
        Context = context;
        Address = SiteAddress.Of(end, "/wp-json", "/wp-admin");
        _client = new RemoteClient(new RemoteClientOptions
        {
            Side = Side.Cms,
            BaseAddress = Address,
            Settings = end.Http,
            Context = context,
            Requests = Requests,
            Headers =
            [
                new("Authorization", WordPressCredential.Header(secret)),
                // With it WordPress reports its own crashes and its maintenance as JSON.
                new("Accept", "application/json"),
                new("User-Agent", "UserSync"),
            ],
            Classify = WordPressErrors.Classify,
        });
        _site = new Once<WordPressSite>(token => SiteDiscovery.FindAsync(_client, Address, token));
        _schema = new Once<UserSchema>(ReadSchemaAsync);
    }

    /// <summary>The end of the profile.</summary>
    public EndSettings End { get; }

    /// <summary>The host's services.</summary>
    public ConnectorContext Context { get; }

    /// <summary>The site's address with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; } = new();

    /// <summary>What the site tells about itself.</summary>
    public Task<WordPressSite> SiteAsync(CancellationToken cancellationToken) => _site.GetAsync(cancellationToken);

    /// <summary>What the site tells about its users' fields.</summary>
    public Task<UserSchema> SchemaAsync(CancellationToken cancellationToken) => _schema.GetAsync(cancellationToken);

    /// <summary>The reader for this site's users.</summary>
    public async Task<UserReader> ReaderAsync(CancellationToken cancellationToken) =>
        new(await SiteAsync(cancellationToken), End.Key, Context.Profile);

    /// <summary>Reads.</summary>
    public Task<RemoteAnswer<T>> GetAsync<T>(string route, IEnumerable<(string Name, string Value)> query, Func<JsonTextReader, T> read, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, Safety.Read, route, query, null, null, read, cancellationToken);

    /// <summary>Sends any request.</summary>
    public async Task<RemoteAnswer<T>> SendAsync<T>(
        HttpMethod method,
        Safety safety,
        string route,
        IEnumerable<(string Name, string Value)> query,
        string? body,
        string? item,
        Func<JsonTextReader, T> read,
        CancellationToken cancellationToken)
    {
        WordPressSite site = await SiteAsync(cancellationToken);
        RemoteRequest request = new(method, site.Routes.Path(route, query), safety) { Body = body, Item = item };
        return await _client.SendAsync(request, read, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _site.Dispose();
        _schema.Dispose();
    }

    private async Task<UserSchema> ReadSchemaAsync(CancellationToken cancellationToken)
    {
        try
        {
            RemoteAnswer<UserSchema> answer = await SendAsync(HttpMethod.Options, Safety.Read, WordPressRoutes.Users, [], null, null, UserSchema.Read, cancellationToken);
            return answer.Value;
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.NotFound or ConnectorErrorKind.Permission or ConnectorErrorKind.InvalidItem or ConnectorErrorKind.Protocol)
        {
            // Firewalls like to refuse OPTIONS; reading and writing work without it.
            return UserSchema.Unknown;
        }
    }
}
