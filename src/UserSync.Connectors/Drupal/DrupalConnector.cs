using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// The users of a Drupal site through core's JSON:API, with HTTP Basic authentication. What is known of that API beyond its
/// documentation was recorded from Drupal 10.5.3 and stands in docs/drupal.md.
/// </summary>
public sealed class DrupalConnector : ICmsConnector
{
    private readonly DrupalApi _api;
    private readonly RoleTable _roles;
    private readonly FieldTable _fields;
    private readonly UserListing _listing;
    private readonly UserLookup _lookup;
    private readonly UserWriter _writer;
    private readonly CreateSettlement _settlement;
    private readonly SiteChecks _checks;

    /// <summary>Makes the connector; sends nothing yet.</summary>
    /// <param name="profile">The profile: its end <c>cms</c>, how users are made, and whether their names travel to the site.</param>
    /// <param name="secret">The resolved secret, <c>user:password</c>.</param>
    /// <param name="context">Clock, randomness and listeners.</param>
    /// <exception cref="ConnectorException">The end has no address, or the secret has the wrong form.</exception>
    public DrupalConnector(SyncProfile profile, string secret, ConnectorContext context)
    {
        _api = new DrupalApi(profile.Cms, secret, context);
        _roles = new RoleTable(_api, profile.Groups.Count > 0 || profile.Cms.Filter.Groups.Count > 0);
        _fields = new FieldTable(_api);
        _listing = new UserListing(_api, _roles);
        _lookup = new UserLookup(_listing);
        bool named = profile.Fields.Any(static f => f.User == "name" && f.Direction != SyncDirection.ToCrm);
        _writer = new UserWriter(_api, _lookup, _roles, _fields, profile.Users.Enabled, named);
        _settlement = new CreateSettlement(_api, _lookup);
        _checks = new SiteChecks(_api, _listing, _roles, _fields, profile);
        Capabilities = new ConnectorCapabilities
        {
            ModifiedTime = true,
            UniqueEmail = true,
            FindByEmail = true,
            Create = true,
            Update = true,
            Block = true,
            Groups = true,
            // Creating mails nobody. Unblocking would, and is never done.
            Notify = NotifyChoice.Never,
            Delete = DeleteKind.SiteDecides,
            ChoosesKey = true,
            WriteBatch = 1,
            MaxParallel = Math.Max(1, profile.Cms.Http.Parallel),
            Costs = new ReadCosts(UserListing.PageSize, UserLookup.Batch, UserLookup.Batch),
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
        Account account = await _api.AccountAsync(cancellationToken);
        AccountView view = await AccountView.ReadAsync(_api, cancellationToken);
        view.Demand();
        return new EndIdentity(account.Site ?? _api.Address.AbsoluteUri.TrimEnd('/'), account.Product) { Clock = account.Clock, ActingAs = view.Name };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> mine = _api.End.Filter.Groups;
        RecordQuery asked = query.Groups.Count == 0 ? query with { Groups = mine } : query;
        await foreach (CmsUser user in _listing.WalkAsync(asked, cancellationToken))
        {
            if (HasAny(user, mine) && HasAny(user, query.Groups))
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
            : throw new ConnectorException(Side.Cms, ConnectorErrorKind.Fatal, $"Users of Drupal are not looked up by {key.Path}: its comparison takes é for e.", "Only e-mail addresses are looked up; a walk finds the rest.");

    /// <inheritdoc/>
    public async IAsyncEnumerable<CmsGroup> ListGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await _roles.ListAsync(cancellationToken) is { } roles)
        {
            foreach (Role role in roles)
                yield return new CmsGroup(role.Name, role.Label);
            yield break;
        }

        // What can be said without the permission is which ones people have.
        HashSet<string> seen = new(StringComparer.Ordinal);
        await foreach (CmsUser user in _listing.WalkAsync(new RecordQuery { Fields = [] }, cancellationToken))
        {
            foreach (CmsGroup group in user.Groups)
            {
                if (seen.Add(group.Id))
                    yield return group;
            }
        }
    }

    /// <summary>Null: Drupal never tells how many users there are.</summary>
    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in UserFields.Core)
            yield return field;
        if (await _fields.ListAsync(cancellationToken) is { } known)
        {
            foreach (FieldInfo field in known.Values.OrderBy(static f => f.Name, StringComparer.Ordinal).Select(static f => f.ToField()).OfType<FieldInfo>())
                yield return field;
            yield break;
        }

        // Without the permission our own account shows which fields there are, and users who have values of which kind they are.
        Account me = await _api.AccountAsync(cancellationToken);
        await foreach (CmsUser _ in _lookup.GetAsync([me.Id], RecordQuery.All, cancellationToken))
        {
            foreach ((string name, FieldShape shape) in _api.Shapes.All.Where(static s => s.Key.StartsWith("field_", StringComparison.Ordinal)).OrderBy(static s => s.Key, StringComparer.Ordinal))
                yield return new FieldInfo(UserFields.Prefix + name, name, shape switch { FieldShape.Number => "number", FieldShape.Boolean => "boolean", _ => "text" });
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <summary>The UUID of a new user.</summary>
    public string ChooseId(string marker) => UserWriter.ChooseKey(_api.End.Key, marker);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) => OneByOne.WriteAsync(writes, _writer.WriteAsync, cancellationToken);

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => _settlement.SettleAsync(creates, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _roles.Dispose();
        _fields.Dispose();
    }

    private static bool HasAny(CmsUser user, IReadOnlyList<string> groups) => groups.Count == 0
        || user.Groups.Any(g => groups.Contains(g.Id, StringComparer.Ordinal) || groups.Contains(g.Name, StringComparer.OrdinalIgnoreCase));
}
