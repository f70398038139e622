using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Contacts in a CSV or JSON file.</summary>
public sealed class FileCrmConnector : FileConnector, ICrmConnector
{
    private readonly string? _profile;

    /// <summary>Opens nothing yet: the file is first looked at when it is asked for.</summary>
    /// <param name="settings">The account, with its file.</param>
    /// <param name="profile">Name of the profile, carried by every contact.</param>
    /// <param name="mappedPaths">
    /// The paths of contacts in the field map and the match rules. A missing file counts as empty and is made with columns for
    /// them; when there are none, the file must exist.
    /// </param>
    /// <param name="time">The clock for <c>modifiedColumn</c>.</param>
    /// <param name="spoolFolder">Where staged rows wait; the file's own folder when null.</param>
    /// <param name="onSeam">Called at each of <see cref="FileSeam"/>; for tests.</param>
    public FileCrmConnector(EndSettings settings, string? profile, IReadOnlyList<string> mappedPaths, TimeProvider time, string? spoolFolder = null, Action<string>? onSeam = null)
        : base(Side.Crm, settings, mappedPaths, time, mayBeMade: mappedPaths.Count > 0, spoolFolder, onSeam) => _profile = profile;

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, CancellationToken cancellationToken) =>
        Contacts(query, cancellationToken).Where(c => Takes(query, c)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> contactIds, RecordQuery query, CancellationToken cancellationToken) =>
        Known(contactIds, query, cancellationToken).ToAsyncEnumerable();

    /// <summary>A file has no index: all contacts come, and the caller compares.</summary>
    public IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        Contacts(query, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<CrmTag> ListTagsAsync(CancellationToken cancellationToken) =>
        DistinctGroups(cancellationToken).Select(t => new CrmTag(t, t)).ToAsyncEnumerable();

    private protected override (Func<string, FieldValue> Get, string? Url) Describe(TableColumns columns, TableRow row, RowFields.Layout fields)
    {
        CrmContact contact = new ContactSource(Settings, _profile, columns, Fault).From(row, fields);
        return (contact.Get, contact.Url);
    }

    private IEnumerable<CrmContact> Known(IReadOnlyCollection<string> ids, RecordQuery query, CancellationToken cancellationToken)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
            yield break;
        foreach (CrmContact contact in Contacts(query, cancellationToken, wanted.Remove))
            yield return contact;

        // The whole file was read: what is left of the ids is proven to be gone.
        foreach (string id in wanted)
            yield return new CrmContact { Account = Settings.Key, Profile = _profile, ContactId = id, State = ContactState.Gone };
    }

    private IEnumerable<CrmContact> Contacts(RecordQuery query, CancellationToken cancellationToken, Func<string, bool>? wanted = null)
    {
        TableColumns columns = Columns();
        var source = new ContactSource(Settings, _profile, columns, Fault);
        RowFields.Layout fields = columns.Fields(query.Fields);
        foreach (TableReader row in Rows(cancellationToken))
        {
            if (wanted is null || wanted(row.Get(columns.Id, list: false).Text!))
                yield return source.From(row, fields);
        }
    }

    private static bool Takes(RecordQuery query, CrmContact contact) =>
        RecordChoice.IsIn(query.Tags, contact.Tags, t => t.Name)
        && !RecordChoice.HasAny(query.NotTags, contact.Tags, t => t.Name)
        && RecordChoice.IsSince(query.ChangedSince, contact.ModifiedAt)
        && RecordChoice.IsFound(query.Search, contact.Name, contact.FirstName, contact.LastName, contact.Email);
}
