using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Files;

/// <summary>Users in a CSV or JSON file.</summary>
public sealed class FileCmsConnector : FileConnector, ICmsConnector
{
    private readonly string? _profile;

    /// <summary>Opens nothing yet: the file is first looked at when it is asked for.</summary>
    /// <param name="settings">The site, with its file.</param>
    /// <param name="profile">Name of the profile, carried by every user.</param>
    /// <param name="mappedPaths">The paths of users in the field map and the match rules.</param>
    /// <param name="time">The clock for <c>modifiedColumn</c>.</param>
    /// <param name="spoolFolder">Where staged rows wait; the file's own folder when null.</param>
    /// <param name="onSeam">Called at each of <see cref="FileSeam"/>; for tests.</param>
    public FileCmsConnector(EndSettings settings, string? profile, IReadOnlyList<string> mappedPaths, TimeProvider time, string? spoolFolder = null, Action<string>? onSeam = null)
        : base(Side.Cms, settings, mappedPaths, time, mayBeMade: false, spoolFolder, onSeam) => _profile = profile;

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, CancellationToken cancellationToken) =>
        Users(query, cancellationToken).Where(u => Takes(query, u)).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken)
    {
        var wanted = userIds.ToHashSet(StringComparer.Ordinal);
        return wanted.Count == 0
            ? AsyncEnumerable.Empty<CmsUser>()
            : Users(query, cancellationToken, wanted.Contains).ToAsyncEnumerable();
    }

    /// <summary>A file has no index: all users come, and the caller compares.</summary>
    public IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken) =>
        Users(query, cancellationToken).ToAsyncEnumerable();

    /// <inheritdoc/>
    public IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken) =>
        DistinctGroups(cancellationToken).Select(g => new CmsGroup(g, g)).ToAsyncEnumerable();

    private protected override (Func<string, FieldValue> Get, string? Url) Describe(TableColumns columns, TableRow row, RowFields.Layout fields)
    {
        CmsUser user = new UserSource(Settings, _profile, columns, Fault).From(row, fields);
        return (user.Get, user.ProfileUrl);
    }

    private IEnumerable<CmsUser> Users(RecordQuery query, CancellationToken cancellationToken, Func<string, bool>? wanted = null)
    {
        TableColumns columns = Columns();
        var source = new UserSource(Settings, _profile, columns, Fault);
        RowFields.Layout fields = columns.Fields(query.Fields);
        foreach (TableReader row in Rows(cancellationToken))
        {
            if (wanted is null || wanted(row.Get(columns.Id, list: false).Text!))
                yield return source.From(row, fields);
        }
    }

    private static bool Takes(RecordQuery query, CmsUser user) =>
        RecordChoice.IsIn(query.Groups, user.Groups, g => g.Name)
        && RecordChoice.IsSince(query.ChangedSince, user.ModifiedAt)
        && RecordChoice.IsFound(query.Search, user.UserName, user.Email, user.Name, user.FirstName, user.LastName);
}
