using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// The users of a Joomla site through its web services (<c>api/index.php/v1</c>), with an API token. What is known of them beyond
/// their documentation was recorded from Joomla 5.3.3 and stands in docs/joomla.md.
/// </summary>
public sealed class JoomlaConnector : ICmsConnector
{
    private readonly JoomlaApi _api;
    private readonly UserListing _listing;
    private readonly UserLookup _lookup;
    private readonly UserWriter _writer;
    private readonly CreateSettlement _settlement;
    private readonly SiteChecks _checks;

    /// <summary>Makes the connector; sends nothing yet.</summary>
    /// <param name="end">The end of the profile; its filter decides what a walk brings.</param>
    /// <param name="secret">The resolved secret: the API token of a user.</param>
    /// <param name="users">How users are made and changed.</param>
    /// <param name="mapped">Paths of users in the field map and the match rules; for the checklist.</param>
    /// <param name="context">Clock, randomness and listeners.</param>
    /// <exception cref="ConnectorException">The end has no address or an unknown time zone, or the secret has the wrong form.</exception>
    public JoomlaConnector(EndSettings end, string secret, UserPolicy users, IReadOnlyList<string> mapped, ConnectorContext context)
    {
        _api = new JoomlaApi(end, secret, context);
        UserDetails details = new(_api);
        AddressTurns turns = new();
        _listing = new UserListing(_api, details);
        _lookup = new UserLookup(_api, _listing, details);
        _writer = new UserWriter(_api, _lookup, details, new UserCreates(_api, _lookup, users, turns), users, turns);
        _settlement = new CreateSettlement(_lookup.SearchAsync);
        _checks = new SiteChecks(_api, _listing, details, users, mapped);
        Capabilities = new ConnectorCapabilities
        {
            Totals = true,
            UniqueEmail = true,
            FindByEmail = true,
            Create = true,
            Update = true,
            Block = true,
            Groups = true,
            // The setting cannot be read, so the profile says what it is.
            Notify = UserCreates.MailIsOff(end) ? NotifyChoice.Never : NotifyChoice.Always,
            Delete = DeleteKind.Real,
            WriteBatch = 1,
            MaxParallel = Math.Max(1, end.Http.Parallel),
            Costs = new ReadCosts(JoomlaApi.PageSize, 1, 1),
        };
    }

    /// <inheritdoc/>
    public Side Side => Side.Cms;

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public RequestCount Requests => _api.Requests;

    /// <inheritdoc/>
    public async Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        JoomlaSite site = await _api.SiteAsync(cancellationToken);
        return new EndIdentity(site.Home, "Joomla") { Clock = _api.Context.Time.GetUtcNow() + site.Skew, ActingAs = $"user {_api.OwnId}" };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UserReader reader = await _api.ReaderAsync(query.Fields, cancellationToken);
        UserFilter filter = UserFilter.Of(query, query.Groups, (await _api.SiteAsync(cancellationToken)).Groups);
        await foreach (CmsUser user in _listing.WalkAsync(filter, reader, cancellationToken))
        {
            if (HasAny(user, query.Groups))
                yield return user;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken) =>
        _lookup.GetAsync(userIds, query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        key.Kind == KeyKind.Email && key.Path == "email"
            ? _lookup.FindByEmailAsync(values, query, cancellationToken)
            : throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"Joomla cannot look users up by {key.Path}.", "Only e-mail addresses can be looked up; a walk finds the rest.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (CmsGroup group in (await _api.SiteAsync(cancellationToken)).Groups.All)
            yield return group;
    }

    /// <inheritdoc/>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        UserFilter filter = UserFilter.Of(RecordQuery.All, _api.End.Filter.Groups, (await _api.SiteAsync(cancellationToken)).Groups);
        return await _listing.CountAsync(filter, await _api.ReaderAsync([], cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in UserFields.Core)
            yield return field;
        foreach (JoomlaField field in (await _api.FieldsAsync(cancellationToken)).All.Where(static f => !UserFields.Attributes.Contains(f.Name)))
            yield return field.ToField();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <summary>Not used: Joomla chooses the ids of its users.</summary>
    public string ChooseId(string marker) => throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, "Joomla chooses the ids of its users itself.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) => OneByOne.WriteAsync(writes, _writer.WriteAsync, cancellationToken);

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        TimeSpan skew = (await _api.SiteAsync(cancellationToken)).Skew ?? TimeSpan.Zero;
        await foreach (SettledCreate settled in Ahead.LoadAsync(creates, Capabilities.MaxParallel, (create, token) => _settlement.SettleAsync(create, skew, token), cancellationToken))
            yield return settled;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private static bool HasAny(CmsUser user, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 || user.Groups.Any(g => wanted.Any(w => g.Id == w || string.Equals(g.Name, w, StringComparison.OrdinalIgnoreCase)));
}
