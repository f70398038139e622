using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>Reads and writes the contacts of one account.</summary>
public interface ICrmConnector : IConnector
{
    /// <summary>Walks all contacts that the query lets through, each once. Ends normally only when the listing is whole.</summary>
    IAsyncEnumerable<CrmContact> ReadAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// The contacts with these ids, trashed and merged ones with their state. An id without a row could not be found; a row with
    /// state Gone is proof that it does not exist.
    /// </summary>
    IAsyncEnumerable<CrmContact> GetAsync(IReadOnlyCollection<string> contactIds, RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Contacts that may hold one of these values. May bring more than fit: the caller compares again.</summary>
    IAsyncEnumerable<CrmContact> FindAsync(LookupKey key, IReadOnlyCollection<string> values, RecordQuery query, CancellationToken cancellationToken);

    /// <summary>The tags of the account.</summary>
    IAsyncEnumerable<CrmTag> ListTagsAsync(CancellationToken cancellationToken);

    /// <summary>The groups of contacts of the account; none where the capability <see cref="ConnectorCapabilities.ContactGroups"/> is not set.</summary>
    IAsyncEnumerable<CrmGroup> ListContactGroupsAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<CrmGroup>();

    /// <summary>The intents of those notes that stand on their contacts already; none where the system cannot tell, and they are written again.</summary>
    Task<IReadOnlyList<long>> FindNotesAsync(IReadOnlyList<RecordWrite> notes, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<long>>([]);

    /// <summary>How many contacts the last or a cheap look told of; null when the system does not tell without a walk.</summary>
    Task<long?> CountAsync(CancellationToken cancellationToken);
}
