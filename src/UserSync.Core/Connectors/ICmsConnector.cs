using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>Reads and writes the users of one site.</summary>
public interface ICmsConnector : IConnector
{
    /// <summary>Walks all users that the query lets through, each once. Ends normally only when the listing is whole.</summary>
    IAsyncEnumerable<CmsUser> ReadAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>The users with these ids; ids that do not exist bring no row, which proves that they are gone.</summary>
    IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Users that may hold one of these values. May bring more than fit: the caller compares again.</summary>
    IAsyncEnumerable<CmsUser> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken);

    /// <summary>The groups or roles of the site.</summary>
    IAsyncEnumerable<CmsGroup> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>How many users the last or a cheap look told of; null when the system does not tell without a walk.</summary>
    Task<long?> CountAsync(CancellationToken cancellationToken);
}
