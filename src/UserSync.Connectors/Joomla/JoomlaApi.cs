using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>The web services of one site: keeps what does not change, and sends requests.</summary>
internal sealed class JoomlaApi : IAsyncDisposable
{
    /// <summary>The route of users.</summary>
    public const string Users = "users";

    /// <summary>Rows of a page: the site has no maximum; this length was found to be the fastest.</summary>
    public const int PageSize = 500;

    // Works with and without URL rewriting (recording get-rewritten-url).
    private const string Base = "api/index.php/v1/";
    private readonly RemoteClient _client;
    private readonly Once<JoomlaSite> _site;
    private readonly Once<FieldTable> _fields;

    /// <summary>Makes the API; sends nothing yet.</summary>
    /// <exception cref="ConnectorException">The profile has no address or an unknown time zone, or the secret is no token.</exception>
    public JoomlaApi(EndSettings end, string secret, ConnectorContext context)
    {
        End = end;
        Context = context;
        Address = SiteAddress.Of(end, "/administrator/index.php", "/administrator", "/api/index.php/v1", "/api/index.php", "/api", "/index.php");
        Calendar = new Calendar(end.Options.GetValueOrDefault("timeZone"));
        JoomlaCredential credential = JoomlaCredential.Of(secret);
        OwnId = credential.UserId;
        _client = new RemoteClient(new RemoteClientOptions
        {
            Side = Side.Cms,
            BaseAddress = Address,
            Settings = end.Http,
            Context = context,
            Requests = Requests,
            Headers =
            [
                new("Authorization", credential.Header),
                // Anything else, even with a character set, is answered 406 (recordings accept-…).
                new("Accept", "application/vnd.api+json"),
                new("User-Agent", "UserSync"),
            ],
            Classify = JoomlaErrors.Classify,
        });
        _site = new Once<JoomlaSite>(ReadSiteAsync);
        _fields = new Once<FieldTable>(async token => new FieldTable(await ListAsync("fields/users", JoomlaField.Read, token)));
    }

    /// <summary>The end of the profile.</summary>
    public EndSettings End { get; }

    /// <summary>The host's services.</summary>
    public ConnectorContext Context { get; }

    /// <summary>The site's address with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>How calendar fields are read and written.</summary>
    public Calendar Calendar { get; }

    /// <summary>The user that the token belongs to.</summary>
    public string OwnId { get; }

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; } = new();

    /// <summary>What is known of the site.</summary>
    public Task<JoomlaSite> SiteAsync(CancellationToken cancellationToken) => _site.GetAsync(cancellationToken);

    /// <summary>The custom fields of users.</summary>
    public Task<FieldTable> FieldsAsync(CancellationToken cancellationToken) => _fields.GetAsync(cancellationToken);

    /// <summary>Forgets groups and fields: somebody has changed them.</summary>
    public void ForgetDefinitions()
    {
        _site.Forget();
        _fields.Forget();
    }

    /// <summary>The reader of users with the wanted fields; null wants all.</summary>
    public async Task<UserReader> ReaderAsync(IReadOnlyCollection<string>? wanted, CancellationToken cancellationToken)
    {
        JoomlaSite site = await SiteAsync(cancellationToken);
        bool custom = wanted is null || wanted.Any(static w => w.StartsWith(UserFields.CustomPrefix, StringComparison.Ordinal));
        return new UserReader(this, site.Groups, custom ? await FieldsAsync(cancellationToken) : FieldTable.None, wanted);
    }

    /// <summary>Reads.</summary>
    public Task<RemoteAnswer<T>> GetAsync<T>(string route, IEnumerable<(string Name, string Value)> query, Func<JsonTextReader, T> read, CancellationToken cancellationToken) =>
        _client.SendAsync(RemoteRequest.Get(PathOf(route, query)), read, cancellationToken);

    /// <summary>Sends a request about one user.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, Safety safety, string route, string? body, string item, Func<JsonTextReader, T> read, CancellationToken cancellationToken) =>
        (await _client.SendAsync(new RemoteRequest(method, PathOf(route, []), safety) { Body = body, Item = item }, read, cancellationToken)).Value;

    /// <summary>All rows of a short list.</summary>
    public async Task<List<T>> ListAsync<T>(string route, Func<JsonTextReader, T> row, CancellationToken cancellationToken)
    {
        List<T> rows = [];
        JoomlaPage<T> page;
        do
        {
            page = await PageAsync(route, rows.Count, PageSize, [], row, cancellationToken);
            rows.AddRange(page.Rows);
        }
        while (page.HasNext && page.Rows.Count == PageSize);
        return rows;
    }

    /// <summary>One page of a list.</summary>
    public async Task<JoomlaPage<T>> PageAsync<T>(
        string route, long offset, int limit, IEnumerable<(string Name, string Value)> filter, Func<JsonTextReader, T> row, CancellationToken cancellationToken)
    {
        RemoteAnswer<JoomlaPage<T>> answer = await GetAsync(route, [("page[offset]", Number(offset)), ("page[limit]", Number(limit)), .. filter], json => JoomlaPage<T>.Read(json, row), cancellationToken);
        return answer.Value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _site.Dispose();
        _fields.Dispose();
    }

    // The list of groups proves the token, tells the site's own address and its clock, and is needed anyway.
    private async Task<JoomlaSite> ReadSiteAsync(CancellationToken cancellationToken)
    {
        try
        {
            RemoteAnswer<JoomlaPage<(CmsGroup, string?)>> answer = await GetAsync(
                "users/groups", [("page[offset]", "0"), ("page[limit]", Number(PageSize))], static json => JoomlaPage<(CmsGroup, string?)>.Read(json, GroupTable.Read), cancellationToken);
            TimeSpan? skew = answer.Response.Date is { } theirs ? theirs - Context.Time.GetUtcNow() : null;
            List<(CmsGroup, string?)> groups = [.. answer.Value.Rows];
            if (answer.Value.HasNext)
                groups = await ListAsync("users/groups", GroupTable.Read, cancellationToken);
            return new JoomlaSite(JoomlaSite.HomeOf(answer.Value.Self, Address), new GroupTable(groups), skew);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.NotFound or ConnectorErrorKind.Protocol)
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, $"{Address} does not offer its users by Joomla's web services: {e.Error.Message}",
                "Check that the address is that of the site, that /api/index.php can be reached, and that the plugin \"Web Services - Users\" is enabled.", inner: e);
        }
    }

    private static string PathOf(string route, IEnumerable<(string Name, string Value)> query)
    {
        StringBuilder path = new(Base + route);
        char separator = '?';
        foreach ((string name, string value) in query)
        {
            // A plus that is not escaped would be a blank (recordings filter-search-plus-raw, filter-registered-raw-plus).
            path.Append(separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return path.ToString();
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
