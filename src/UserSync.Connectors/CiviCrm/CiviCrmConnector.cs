using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// The contacts of a CiviCRM by APIv4 over REST, whichever CMS hosts it. What is known of that API beyond its documentation was
/// recorded from a running 5.77 and stands in docs/civicrm.md.
/// </summary>
public sealed class CiviCrmConnector : ICrmConnector, ILinkMirror
{
    private const int MostParallel = 4;
    private readonly CiviApi _api;
    private readonly MembershipTables _memberships;
    private readonly ContactListing _listing;
    private readonly ContactCreates _creates;
    private readonly ContactChanges _changes;
    private readonly CreateSettlement _settlement;
    private readonly UfMatchTable _links;
    private readonly CiviChecks _checks;
    private readonly string? _locationType;

    /// <summary>Makes the connector; sends nothing yet.</summary>
    /// <param name="end">The end of the profile, with its options.</param>
    /// <param name="secret">The API key.</param>
    /// <param name="siteKey">The site key; null where the account has the permission to authenticate with its key.</param>
    /// <param name="contacts">How contacts are made and changed.</param>
    /// <param name="mirrorLinks">Whether CiviCRM's own table of users and contacts is kept in step.</param>
    /// <param name="context">Clock, randomness and listeners.</param>
    /// <exception cref="ConnectorException">The end has no address, or the secret is empty.</exception>
    public CiviCrmConnector(EndSettings end, string secret, string? siteKey, ContactPolicy contacts, bool mirrorLinks, ConnectorContext context)
    {
        string? locationType = _locationType = end.Options.GetValueOrDefault("locationType") ?? contacts.EmailKind;
        bool changeCmsEmail = end.Options.GetValueOrDefault("changeCmsEmail") == "true";
        int batch = int.TryParse(end.Options.GetValueOrDefault("batchSize"), System.Globalization.CultureInfo.InvariantCulture, out int given) ? given : BatchSize.Most;
        _api = new CiviApi(end, secret, siteKey, context);
        _memberships = new MembershipTables(_api);
        ContactRows rows = new(_api);
        ContactBelongings belongings = new(locationType, changeCmsEmail);
        MadeContacts made = new(_api, rows);
        ContactCompletion completion = new(_api, rows, belongings, _memberships);
        _listing = new ContactListing(_api, rows);
        _creates = new ContactCreates(_api, made, completion, belongings, _memberships, new BatchSize(context.Time, batch));
        _changes = new ContactChanges(_api, rows, belongings, _memberships, changeCmsEmail);
        _settlement = new CreateSettlement(_api, made, completion);
        _links = new UfMatchTable(_api);
        _checks = new CiviChecks(_api, contacts, locationType, changeCmsEmail, mirrorLinks);
        Capabilities = new ConnectorCapabilities
        {
            ModifiedTime = true,
            ZoneUnknown = end.Options.GetValueOrDefault("timeZone") is null,
            TimeMissesMemberships = true,
            Totals = true,
            FindByEmail = true,
            FindByPhone = true,
            FindByKey = true,
            Create = true,
            Update = true,
            Delete = DeleteKind.Trash,
            Trash = true,
            Restore = true,
            Tags = true,
            ContactGroups = true,
            Notes = true,
            LinkMirror = mirrorLinks,
            WriteBatch = batch,
            MaxParallel = Math.Clamp(end.Http.Parallel, 1, MostParallel),
            // A page, a batch of ids and a batch of addresses each cost a second and a third request for what belongs to the contacts.
            Costs = new ReadCosts(ContactListing.PageSize / 2, ContactListing.PageSize / 2, ContactListing.PageSize / 3),
        };
    }

    /// <inheritdoc/>
    public Side Side => Side.Crm;

    /// <inheritdoc/>
    public ConnectorCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public RequestCount Requests => _api.Requests;

    /// <summary>Proves that the account sees contacts at all: CiviCRM answers "no rights" and "no data" alike (contract 4.2).</summary>
    public async Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        CiviSite site = await _api.SiteAsync(cancellationToken);
        if (site.ActingAs is null)
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Permission, "The account of the API key sees no contacts, not even its own: CiviCRM would seem empty and everybody be made again.",
                "Give its CMS user the permissions \"access CiviCRM\" and \"view all contacts\": docs/civicrm.md.");
        }

        if (_locationType is { } kind && site.LocationTypes.Count > 0 && !site.LocationTypes.Contains(kind, StringComparer.OrdinalIgnoreCase))
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"CiviCRM has no location type \"{kind}\"; it would silently take its default, and addresses would go where nobody wants them.",
                $"Set crm.locationType to one of {string.Join(", ", site.LocationTypes)}.");
        }

        // The address alone: what else the account may know differs with its rights.
        string id = _api.Address.GetComponents(UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        return new EndIdentity(id, site.Version is { Length: > 0 } version ? $"CiviCRM {version}" : "CiviCRM") { Clock = _api.Clock, ActingAs = site.ActingAs, Warning = TrashWarning(site) };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, CancellationToken cancellationToken) => SeeingAsync(_listing.WalkAsync(query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> contactIds, RecordQuery query, CancellationToken cancellationToken) =>
        SeeingAsync(_listing.GetAsync(contactIds, query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        SeeingAsync(_listing.FindAsync(key, values, query, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmTag> ListTagsAsync(CancellationToken cancellationToken) => _memberships.Tags.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CrmGroup> ListContactGroupsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (CrmGroup group in await _memberships.Groups.ListAsync(cancellationToken))
            yield return group;
    }

    /// <inheritdoc/>
    public async Task<long?> CountAsync(CancellationToken cancellationToken) => (await _api.SiteAsync(cancellationToken)).Individuals;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in FieldPaths.List(await _api.SiteAsync(cancellationToken)))
            yield return field;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <summary>Not used: CiviCRM chooses the ids of its contacts.</summary>
    public string ChooseId(string marker) => throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, "CiviCRM chooses the ids of its contacts itself.");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        RecordWrite[] creates = [.. writes.Where(w => w.Kind == WriteKind.Create)];
        RecordWrite[] others = [.. writes.Where(w => w.Kind != WriteKind.Create)];
        List<WriteResult> results = [];
        if (creates.Length > 0)
            results.AddRange(await _creates.WriteAsync(creates, cancellationToken));
        if (others.Length == 0)
            return results;
        try
        {
            results.AddRange(await _changes.WriteAsync(others, cancellationToken));
        }
        catch (ConnectorException e) when (results.Count > 0)
        {
            // Something of this call is stored, so its results must reach the caller.
            results.AddRange(others.Select(w => new WriteResult(w.IntentId, WriteOutcome.NotAttempted) { Error = e.Error }));
        }

        return results;
    }

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindNotesAsync(IReadOnlyList<RecordWrite> notes, CancellationToken cancellationToken) => NoteText.FindAsync(_api, notes, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => _settlement.SettleAsync(creates, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<MirroredLink> ReadLinksAsync(CancellationToken cancellationToken) => _links.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SyncError>> WriteLinksAsync(IReadOnlyList<MirroredLink> add, IReadOnlyList<MirroredLink> remove, CancellationToken cancellationToken) =>
        _links.WriteAsync(add, remove, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _memberships.Dispose();
    }

    // Which of both it is CiviCRM does not tell; with the right, or without gaps, nobody is bothered.
    private static string? TrashWarning(CiviSite site) => site.SeesTrash || !site.HidesContacts ? null
        : "CiviCRM shows no contact in its trash, and some of its contacts are not shown at all: they were deleted for good, or the API key may not see the trash, and then people in it are made a second time. "
            + "Give its CMS user the permission \"access deleted contacts\" (docs/civicrm.md).";

    private async IAsyncEnumerable<CrmContact> SeeingAsync(IAsyncEnumerable<CrmContact> contacts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await IdentifyAsync(cancellationToken);
        await foreach (CrmContact contact in contacts.WithCancellation(cancellationToken))
            yield return contact;
    }
}
