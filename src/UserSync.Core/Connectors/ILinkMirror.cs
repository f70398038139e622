using UserSync.Core.Errors;

namespace UserSync.Core.Connectors;

/// <summary>
/// A connector whose system keeps links between its records and the site's users itself. A run asks it only
/// where the capability <see cref="ConnectorCapabilities.LinkMirror"/> is set; links are imported and exported whenever somebody asks.
/// </summary>
public interface ILinkMirror
{
    /// <summary>All links that the system keeps.</summary>
    IAsyncEnumerable<MirroredLink> ReadLinksAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings links in and takes others out; an identical link again, or one that is gone already, is no error. There is one error
    /// for each link that could not be written; its <see cref="SyncError.Item"/> is the user's id.
    /// </summary>
    Task<IReadOnlyList<SyncError>> WriteLinksAsync(IReadOnlyList<MirroredLink> add, IReadOnlyList<MirroredLink> remove, CancellationToken cancellationToken);
}
