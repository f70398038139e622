using System.Globalization;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>A stretch of users by their numbers, being walked.</summary>
/// <param name="After">Users up to this number are behind us.</param>
/// <param name="Last">The last number of the stretch; null for all that follow.</param>
internal sealed record IdRange(long After, long? Last)
{
    /// <summary>What is left behind a page; null when it was the last one.</summary>
    public IdRange? Behind(UserPage page) => page.HasNext ? this with { After = NumberOf(page.Users[^1]) } : null;

    /// <summary>Parts the users between two numbers; the last part also takes whoever is made meanwhile.</summary>
    public static IEnumerable<IdRange> Parts(long after, long highest, int count)
    {
        long width = Math.Max(UserListing.PageSize, (highest - after + count - 1) / count);
        for (long start = after; ; start += width)
        {
            bool last = start + width >= highest;
            yield return new IdRange(start, last ? null : start + width);
            if (last)
                yield break;
        }
    }

    /// <summary>The number of a user.</summary>
    public static long NumberOf(CmsUser user) => long.Parse(user.UserId, NumberStyles.None, CultureInfo.InvariantCulture);
}
