using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// JSON:API of one site: knows who we are before anything else is asked, because a wrong password is answered with 200 and the
/// public view, and sends requests. Cookies are never kept: with one every write is refused.
/// </summary>
internal sealed class DrupalApi : IAsyncDisposable
{
    private readonly RemoteClient _client;
    private readonly Once<Account> _account;
    private readonly Diagnosis _diagnosis;
    private readonly FieldShapes _shapes = new();
    private ConnectorException? _refused;

    /// <summary>Makes the API; sends nothing yet.</summary>
    /// <exception cref="ConnectorException">The profile has no address, or the secret is not of the form user:password.</exception>
    public DrupalApi(EndSettings end, string secret, ConnectorContext context)
    {
        End = end;
        Context = context;
        Address = BaseOf(end);
        BasicLogin login = BasicLogin.Parse(secret)
            ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Authentication, "The credential of the site is not of the form user:password.",
                "Put the user name, a colon and the password of the account for UserSync into the secret.");
        LoginName = login.Name;
        RemoteClientOptions options = new()
        {
            Side = Side.Cms,
            BaseAddress = Address,
            Settings = end.Http,
            Context = context,
            Requests = Requests,
            Headers = [new("Accept", DrupalRoutes.MediaType), new("User-Agent", "UserSync")],
            Classify = DrupalErrors.Classify,
            Withholds = DrupalErrors.IsSecret,
        };
        _client = new RemoteClient(options with { Headers = [new("Authorization", login.Header), .. options.Headers] });
        _diagnosis = new Diagnosis(options, login);
        _account = new Once<Account>(AskAsync);
    }

    /// <summary>The end of the profile.</summary>
    public EndSettings End { get; }

    /// <summary>The host's services.</summary>
    public ConnectorContext Context { get; }

    /// <summary>The site's address with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>The name that the credential holds.</summary>
    public string LoginName { get; }

    /// <summary>Requests sent so far.</summary>
    public RequestCount Requests { get; } = new();

    /// <summary>How the site writes the values of fields.</summary>
    public FieldShapes Shapes => _shapes;

    /// <summary>Told of each role that a user holds: its machine name and UUID.</summary>
    public Action<string, string> RoleSeen { get; set; } = static (_, _) => { };

    /// <summary>The reader for this site's users.</summary>
    public UserReader Reader() => new(Address, End.Key, Context.Profile, _shapes, RoleSeen);

    /// <summary>Who we are to the site.</summary>
    /// <exception cref="ConnectorException">Authentication: the site takes us for an anonymous visitor.</exception>
    public Task<Account> AccountAsync(CancellationToken cancellationToken) => _account.GetAsync(cancellationToken);

    /// <summary>Sends a request as the account that we are.</summary>
    public async Task<RemoteAnswer<T>> SendAsync<T>(RemoteRequest request, Func<JsonTextReader, T> read, CancellationToken cancellationToken)
    {
        await AccountAsync(cancellationToken);
        if (Volatile.Read(ref _refused) is { } refused)
            throw refused;
        try
        {
            return await _client.SendAsync(request with { MediaType = DrupalRoutes.MediaType }, read, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind is ConnectorErrorKind.Permission or ConnectorErrorKind.Authentication)
        {
            // To a visitor everything is forbidden: are we still who we were?
            await StillKnownAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>Why users came without addresses.</summary>
    public async Task<ConnectorException> WhyHiddenAsync(CancellationToken cancellationToken)
    {
        await StillKnownAsync(cancellationToken);
        return AccountView.Missing(LoginName);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _diagnosis.DisposeAsync();
        _account.Dispose();
    }

    private async Task StillKnownAsync(CancellationToken cancellationToken) => await AskAsync(cancellationToken);

    // Each wrong password is counted by Drupal's flood control, which then refuses the right one, too: nobody is asked twice.
    private async Task<Account> AskAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _refused) is { } refused)
            throw refused;
        RemoteAnswer<SiteIndex> answer = await _client.SendAsync(RemoteRequest.Get(DrupalRoutes.Index), SiteIndex.Read, cancellationToken);
        if (!answer.Value.HasUsers)
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, $"{Address} answers, but not as Drupal with its JSON:API.",
                "Check the address in the profile; a module may have taken users out of JSON:API.");
        }

        if (answer.Value.Me is { } me)
        {
            DateTimeOffset? clock = answer.Response.Date;
            return new Account(me, answer.Value.Site, Product(answer.Response), clock, clock is { } theirs ? theirs - Context.Time.GetUtcNow() : TimeSpan.Zero);
        }


        ConnectorException why = await _diagnosis.WhyAnonymousAsync(cancellationToken);
        Volatile.Write(ref _refused, why);
        throw why;
    }

    private static string Product(RemoteResponse response)
    {
        string generator = response.Header("X-Generator") ?? "";
        int end = generator.IndexOf('(', StringComparison.Ordinal);
        string name = (end < 0 ? generator : generator[..end]).Trim();
        return name.StartsWith("Drupal", StringComparison.Ordinal) ? name : "Drupal";
    }

    private static Uri BaseOf(EndSettings end)
    {
        if (end.Url is not { IsAbsoluteUri: true } url || url.Scheme is not ("http" or "https"))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, "The profile has no http or https address for the site.",
                "Set cms.url to the address of the site.");
        }

        string path = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new Uri((path.EndsWith("/jsonapi", StringComparison.OrdinalIgnoreCase) ? path[..path.LastIndexOf('/')] : path) + "/");
    }
}
