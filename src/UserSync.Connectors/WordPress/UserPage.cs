using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>A stretch of the listing, ordered by id.</summary>
/// <param name="Offset">How many users the site counted before it.</param>
/// <param name="Users">The users.</param>
/// <param name="Total">How many users the site counted in all at that moment.</param>
internal sealed record UserPage(long Offset, IReadOnlyList<CmsUser> Users, long Total)
{
    /// <summary>True when nothing was after it.</summary>
    public bool IsLast => Offset + Users.Count >= Total;
}
