namespace UserSync.Core.Connectors;

/// <summary>
/// A connector to a site that does not know when a user was changed and makes a hash of each user instead, so that an incremental run
/// fetches only those whose hash is another one than last time.
/// </summary>
public interface IUserHashes
{
    /// <summary>The hashes of all users that a query lets through, in any order, each user once.</summary>
    IAsyncEnumerable<UserHash> HashesAsync(RecordQuery query, CancellationToken cancellationToken);
}
