using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// The contacts of an account of amoCRM or Kommo by API v4. What is known of that API, and where its sources disagree, decides the shape of
/// everything here: docs/amocrm.md.
/// </summary>
public sealed class AmoCrmConnector : ICrmConnector, IMarkerFieldMaker
{
    private const int UsualBatch = 50;
    private const int LargestBatch = 250;
    private readonly AmoApi _api;
    private readonly TagTable _tags;
    private readonly ContactSearch _search;
    private readonly ContactListing _listing;
    private readonly ContactCreates _creates;
    private readonly ContactChanges _changes;
    private readonly StandingNotes _standing;
    private readonly NoteWriter _notes;
    private readonly CreateSettlement _settlement;
    private readonly AmoChecks _checks;
    private readonly MarkerFieldMaker _markerField;
    private readonly ConnectorCapabilities _capabilities;

    /// <summary>Makes the connector over a long-lived token; sends nothing yet.</summary>
    /// <param name="end">The end of the profile, with its options.</param>
    /// <param name="secret">The token.</param>
    /// <param name="contacts">How contacts are made and changed.</param>
    /// <param name="memory">What outlives the process; becomes the connector's to close.</param>
    /// <param name="context">Clock, randomness and listeners.</param>
    /// <exception cref="ConnectorException">The end has no address of an account, or the secret is no token.</exception>
    public AmoCrmConnector(EndSettings end, string secret, ContactPolicy contacts, IAccountMemory memory, ConnectorContext context)
        : this(end, new LongLivedToken(secret, AmoHosts.BaseOf(end), context.Time), contacts, memory, context)
    {
    }

    /// <summary>Makes the connector over a pair of tokens that is renewed; sends nothing yet.</summary>
    /// <param name="connection">The integration and its pair.</param>
    /// <param name="contacts">How contacts are made and changed.</param>
    public AmoCrmConnector(AccountConnection connection, ContactPolicy contacts)
        : this(connection.End, connection.Token, contacts, connection.Memory, connection.Context)
    {
    }

    private AmoCrmConnector(EndSettings end, IAmoToken token, ContactPolicy contacts, IAccountMemory memory, ConnectorContext context)
    {
        int batch = int.TryParse(end.Options.GetValueOrDefault("batchSize"), CultureInfo.InvariantCulture, out int given) ? Math.Clamp(given, 1, LargestBatch) : UsualBatch;
        _api = new AmoApi(end, token, memory, context);
        _tags = new TagTable(_api);
        _search = new ContactSearch(_api);
        ContactMarker marker = new(contacts);
        ContactBody body = new(contacts);
        MadeContacts made = new(_api, marker);
        WriteSize size = new(batch);
        _listing = new ContactListing(_api, _search, new VanishedContacts(_api, _search, marker.Path));
        HashSet<long> fresh = [];
        _creates = new ContactCreates(_api, body, marker, made, _tags, size, fresh);
        _changes = new ContactChanges(_api, body, _tags, size);
        _standing = new StandingNotes(_api);
        _notes = new NoteWriter(_api, _standing, end.Options.GetValueOrDefault("noteKind") ?? "common", fresh);
        _settlement = new CreateSettlement(_api, made);
        _checks = new AmoChecks(_api, contacts, marker);
        _markerField = new MarkerFieldMaker(_api);
        _capabilities = new ConnectorCapabilities
        {
            ModifiedTime = true,
            FindByEmail = true,
            FindByPhone = true,
            FindByKey = true,
            Create = true,
            Update = true,
            Delete = DeleteKind.None,
            Trash = true,
            Tags = true,
            Notes = true,
            WriteBatch = batch,
            MaxParallel = 1,
        };
    }

    /// <inheritdoc/>
    public Side Side => Side.Crm;

    /// <summary>What the account can do. Without filters, ids cost a request each; whether it has them is known once it was asked who it is.</summary>
    public ConnectorCapabilities Capabilities => _capabilities with
    {
        Costs = _api.FiltersWork ? new ReadCosts(ContactPages.Yield, ContactsById.Pack, 1) : new ReadCosts(ContactPages.Yield, 1, 1) { IdsPerCall = ContactsById.PackOfWalk },
    };

    /// <inheritdoc/>
    public RequestCount Requests => _api.Requests;

    /// <summary>Proves that the token opens the account that the profile names.</summary>
    public async Task<EndIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        AmoAccount account = await _api.AccountAsync(cancellationToken);
        return new EndIdentity(account.Id, $"{(AmoHosts.IsKommo(_api.End) ? "Kommo" : "amoCRM")} ({account.Name})")
        {
            Clock = account.Clock,
            ActingAs = account.UserId is { } user ? $"user {user}" : null,
            Warning = TokenWarning.Of(await _api.TokenEndsAsync(cancellationToken), _api.Context.Time.GetUtcNow()),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, CancellationToken cancellationToken) => _listing.ReadAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> contactIds, RecordQuery query, CancellationToken cancellationToken) => _listing.GetAsync(contactIds, query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) => _listing.FindAsync(key, values, query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmTag> ListTagsAsync(CancellationToken cancellationToken) => _tags.ListAsync(cancellationToken);

    /// <summary>Not known: listings tell no total (contract 3.1).</summary>
    public Task<long?> CountAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FieldInfo> ListFieldsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FieldInfo field in (await _api.FieldsAsync(cancellationToken)).List())
            yield return field;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<CheckResult> CheckAsync(CancellationToken cancellationToken) => _checks.RunAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<FieldInfo> MakeMarkerFieldAsync(MarkerFieldKind kind, string name, CancellationToken cancellationToken) => _markerField.MakeAsync(kind, name, cancellationToken);

    /// <summary>Not used: amoCRM chooses the ids of its contacts.</summary>
    public string ChooseId(string marker) => throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, "amoCRM chooses the ids of its contacts itself.");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WriteResult>> WriteAsync(IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        List<WriteResult> results = [];
        foreach (IGrouping<WriteKind, RecordWrite> part in writes.GroupBy(w => w.Kind))
        {
            RecordWrite[] same = [.. part];
            try
            {
                results.AddRange(part.Key switch
                {
                    WriteKind.Create => await _creates.WriteAsync(same, cancellationToken),
                    WriteKind.Update => await _changes.WriteAsync(same, cancellationToken),
                    WriteKind.Note => await _notes.WriteAsync(same, cancellationToken),
                    _ => same.Select(w => WriteOutcomes.Failed(w, NotDone(w))),
                });
            }
            catch (ConnectorException e) when (results.Exists(r => r.Outcome != WriteOutcome.Failed))
            {
                // Something of this call is stored, so its results must reach the caller.
                results.AddRange(same.Select(w => WriteOutcomes.NotAttempted(w, e.Error)));
            }
        }

        return results;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> FindNotesAsync(IReadOnlyList<RecordWrite> notes, CancellationToken cancellationToken) => _standing.FindAsync(notes, cancellationToken);

    /// <inheritdoc/>
    public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IAsyncEnumerable<SettledCreate> SettleAsync(IReadOnlyList<OpenCreate> creates, CancellationToken cancellationToken) => _settlement.SettleAsync(creates, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _tags.Dispose();
        _search.Dispose();
    }

    private static SyncError NotDone(RecordWrite write) => new(ErrorIds.ItemRefused, $"UserSync never deletes or blocks a contact in amoCRM; contact {write.RecordId} stays.")
    {
        Kind = ConnectorErrorKind.InvalidItem,
        Side = Side.Crm,
        Item = write.RecordId,
        Remedy = "Use \"unlink\", \"note\" or \"report\" under contacts.onUserDeleted.",
    };
}
