namespace UserSync.Connectors.Drupal;

/// <summary>The account that the site takes us for, and what its index tells of the site.</summary>
/// <param name="Id">The account's UUID.</param>
/// <param name="Site">The address that the site calls itself by, without a slash at the end; null when it does not tell.</param>
/// <param name="Product">Name and major version, such as "Drupal 10".</param>
/// <param name="Clock">The site's clock when it answered.</param>
/// <param name="Skew">How far that is ahead of ours.</param>
internal sealed record Account(string Id, string? Site, string Product, DateTimeOffset? Clock, TimeSpan Skew);
