using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.WordPress;

/// <summary>
/// The users of a WordPress site through its REST API (<c>wp/v2/users</c>), with an application password. What is known of that
/// API beyond its documentation was recorded from WordPress 6.1.9 and stands in docs/wordpress.md.
/// </summary>
public sealed class WordPressConnector : ICmsConnector
{
    private readonly WordPressApi _api;
    private readonly UserListing _listing;
    private readonly UserLookup _lookup;
    private readonly UserWriter _writer;
    private readonly CreateSettlement _settlement;
    private readonly SiteChecks _checks;

    /// <summary>Makes the connector; sends nothing yet.</summary>
    /// <param name="end">The end of the profile.</param>
    /// <param name="secret">The resolved secret, <c>user:application password</c>.</param>
    /// <param name="users">How users are made and changed; its <c>ReassignTo</c> gets the content of deleted users.</param>
    /// <param name="context">Clock, randomness and listeners.</param>
    /// <exception cref="ConnectorException">The end has no address, or the secret has the wrong form.</exception>
    public WordPressConnector(EndSettings end, string secret, UserPolicy users, ConnectorContext context)
    {
        _api = new WordPressApi(end, secret, context);
        _listing = new UserListing(_api);
        _lookup = new UserLookup(_api, _listing);
        _writer = new UserWriter(_api, users);
        _settlement = new CreateSettlement((text, token) => _lookup.SearchAsync(text, [], token));
        _checks = new SiteChecks(_api, _listing, _lookup, users);
        Capabilities = new ConnectorCapabilities
        {
            Totals = true,
            UniqueEmail = true,
            FindByEmail = true,
            Create = true,
            Update = true,
            Groups = true,
            // New users get no mail; a changed address is told to the old one, which only the site can prevent (docs/wordpress.md).
            Notify = NotifyChoice.Never,
            Delete = DeleteKind.NeedsReassign,
            WriteBatch = 1,
            MaxParallel = Math.Max(1, end.Http.Parallel),
            Costs = new ReadCosts(UserListing.PageSize - 1, UserListing.PageSize, 1),
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
        WordPressSite site = await _api.SiteAsync(cancellationToken);
        RemoteAnswer<Account> account = await Account.ReadAsync(_api, cancellationToken);
        if (!account.Value.Rights.Contains("list_users"))
        {
            throw new ConnectorException(Side.Cms, ConnectorErrorKind.Permission, $"The account {account.Value.UserName} may not read the users of the site.",
                "Give it a role with the right list_users: see docs/wordpress.md.");
        }

        return new EndIdentity(site.Home, $"WordPress \"{site.Name}\"") { Clock = account.Response.Date, ActingAs = account.Value.UserName };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (CmsUser user in _listing.WalkAsync(query, cancellationToken))
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
            : throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"WordPress cannot look users up by {key.Path}.", "Only e-mail addresses can be looked up; a walk finds the rest.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string role in (await _api.SchemaAsync(cancellationToken)).Roles)
        {
            if (seen.Add(role))
                yield return RoleKey.Group(role);
        }

        if (seen.Count > 0)
            yield break;
        // Core has no route for roles: what can be said is which ones people have.
        await foreach (CmsUser user in _listing.WalkAsync(new RecordQuery { Fields = [] }, cancellationToken))
        {
            foreach (CmsGroup group in user.Groups)
            {
                if (seen.Add(group.Id))
                    yield return group;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<long?> CountAsync(CancellationToken cancellationToken) =>
        await _listing.CountAsync(new RecordQuery { Groups = _api.End.Filter.Groups }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in UserFields.Core)
            yield return field;
        UserSchema schema = await _api.SchemaAsync(cancellationToken);
        foreach (MetaField meta in (schema.Meta?.Values ?? []).Where(m => m.Type != "object").OrderBy(m => m.Key, StringComparer.Ordinal))
            yield return meta.ToField();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <summary>Not used: WordPress chooses the ids of its users.</summary>
    public string ChooseId(string marker) => throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, "WordPress chooses the ids of its users itself.");

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) => OneByOne.WriteAsync(writes, _writer.WriteAsync, cancellationToken);

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (creates.Count == 0)
            yield break;
        TimeSpan skew = (await Account.ReadAsync(_api, cancellationToken)).Response.Date is { } theirs ? theirs - _api.Context.Time.GetUtcNow() : TimeSpan.Zero;
        await foreach (SettledCreate settled in Ahead.LoadAsync(creates, Capabilities.MaxParallel, (create, token) => _settlement.SettleAsync(create, skew, token), cancellationToken))
            yield return settled;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private static bool HasAny(CmsUser user, IReadOnlyList<string> groups) => groups.Count == 0 || user.Groups.Any(g => groups.Any(wanted => RoleKey.Same(g.Id, wanted)));
}
