using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>A page of users.</summary>
/// <param name="Users">The users.</param>
/// <param name="HasNext">The site says that there are more.</param>
/// <param name="Hidden">How many rows came without number or address, or were left out by the site: a right is missing.</param>
internal sealed record UserPage(IReadOnlyList<CmsUser> Users, bool HasNext, int Hidden)
{
    /// <summary>The site's clock when it answered.</summary>
    public DateTimeOffset? Clock { get; init; }
}
