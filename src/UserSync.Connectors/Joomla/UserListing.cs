using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>
/// Walks users. Joomla sorts them by name and by nothing else, so whoever is renamed, made or deleted meanwhile moves the others
/// from page to page. Each is brought once, by its id; afterwards the counts prove that nobody was missed, or all is read again.
/// </summary>
internal sealed class UserListing(JoomlaApi api, UserDetails details)
{
    private const int AtOnce = 2;
    private const int MostPasses = 5;

    // Clocks were compared at another moment, and registration times are whole seconds.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>All users that the filter lets through, each once.</summary>
    public async IAsyncEnumerable<CmsUser> WalkAsync(UserFilter filter, UserReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> told = new(StringComparer.Ordinal);
        if (filter.IsSearch)
        {
            JoomlaPage<CmsUser> only = await LoadAsync(filter, reader, 0, cancellationToken);
            foreach (CmsUser user in only.Rows.Where(u => told.Add(u.UserId)))
                yield return user;
            if (!only.HasNext)
                yield break;
        }

        for (int pass = 1; pass <= MostPasses; pass++)
        {
            UserFilter recent = filter.Since(await NowAsync(cancellationToken) - Window);
            (long before, HashSet<string> newBefore) = await CountsAsync(filter, recent, reader, null, cancellationToken);
            HashSet<string> seen = new(StringComparer.Ordinal);
            bool oneAnswer = false;
            await foreach (JoomlaPage<CmsUser> page in PagesAsync(filter, reader, before, seen, cancellationToken))
            {
                oneAnswer = seen.Count == 0 && !page.HasNext;
                seen.UnionWith(page.Rows.Select(static u => u.UserId));
                foreach (CmsUser user in page.Rows.Where(u => told.Add(u.UserId)))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return user;
                }
            }

            if (oneAnswer)
                yield break;
            List<CmsUser> late = [];
            (long after, HashSet<string> newAfter) = await CountsAsync(filter, recent, reader, late, cancellationToken);
            foreach (CmsUser user in late.Where(u => told.Add(u.UserId)))
                yield return user;
            newAfter.ExceptWith(newBefore);
            bool nobodyLeft = before + newAfter.Count == after;
            seen.UnionWith(newAfter);
            if (nobodyLeft && seen.Count == after)
                yield break;
        }

        throw new ConnectorException(new SyncError(ErrorIds.ListingIncomplete, "The listing of users could not be read whole: users kept changing, or the site did not bring as many as it counts.")
        {
            Kind = ConnectorErrorKind.Protocol,
            Side = Side.Cms,
            Remedy = "Run again when fewer users are made, renamed or deleted; if it stays, look for a cache before /api.",
        });
    }

    /// <summary>How many users the filter lets through: with pages of one there are as many pages as users.</summary>
    public async Task<long> CountAsync(UserFilter filter, UserReader reader, CancellationToken cancellationToken) =>
        (await PageAsync(filter, reader, 0, 1, cancellationToken)).Pages;

    /// <summary>One page, each row checked against the filter.</summary>
    private async Task<JoomlaPage<CmsUser>> LoadAsync(UserFilter filter, UserReader reader, long offset, CancellationToken cancellationToken)
    {
        JoomlaPage<ReadUser> page = await PageAsync(filter, reader, offset, JoomlaApi.PageSize, cancellationToken);
        List<CmsUser> users = new(page.Rows.Count);
        foreach (ReadUser read in page.Rows)
        {
            CmsUser? user = read.GroupsClear ? read.User : await details.GetAsync(reader, read.User.UserId, cancellationToken);
            if (user is null)
                continue;
            filter.Check(user);
            users.Add(user);
        }

        return new JoomlaPage<CmsUser>(users, page.HasNext, page.Pages);
    }

    private async Task<JoomlaPage<ReadUser>> PageAsync(UserFilter filter, UserReader reader, long offset, int limit, CancellationToken cancellationToken)
    {
        try
        {
            return await api.PageAsync(JoomlaApi.Users, offset, limit, filter.Query(), reader.Read, cancellationToken);
        }
        catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.NotFound && offset > 0)
        {
            // Beyond the end: there are fewer than there were.
            return JoomlaPage<ReadUser>.Nothing;
        }
    }

    // Offsets are multiples of the length: near the end the site moves others to the start of its last page.
    private async IAsyncEnumerable<JoomlaPage<CmsUser>> PagesAsync(UserFilter filter, UserReader reader, long count, HashSet<string> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long offset = 0;
        bool more = true;
        await foreach (JoomlaPage<CmsUser> page in Ahead.LoadAsync(Offsets(count), Math.Min(AtOnce, api.End.Http.Parallel), (at, token) => LoadAsync(filter, reader, at, token), cancellationToken))
        {
            offset += JoomlaApi.PageSize;
            more = page.HasNext;
            yield return page;
            if (!more)
                yield break;
        }

        while (more)
        {
            JoomlaPage<CmsUser> page = await LoadAsync(filter, reader, offset, cancellationToken);
            offset += JoomlaApi.PageSize;
            // A site that repeats a page for ever would never end.
            more = page.HasNext && page.Rows.Any(u => !seen.Contains(u.UserId));
            yield return page;
        }
    }

    private static IEnumerable<long> Offsets(long count)
    {
        for (long offset = 0; offset == 0 || offset < count; offset += JoomlaApi.PageSize)
            yield return offset;
    }

    private async Task<(long Count, HashSet<string> New)> CountsAsync(UserFilter filter, UserFilter recent, UserReader reader, List<CmsUser>? rows, CancellationToken cancellationToken)
    {
        Task<long> counting = CountAsync(filter, reader, cancellationToken);
        Task<JoomlaPage<CmsUser>> loading = LoadAsync(recent, reader, 0, cancellationToken);
        await Task.WhenAll(counting, loading);
        JoomlaPage<CmsUser> page = await loading;
        rows?.AddRange(page.Rows);
        return (await counting, [.. page.Rows.Select(static u => u.UserId)]);
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        api.Context.Time.GetUtcNow() + ((await api.SiteAsync(cancellationToken)).Skew ?? TimeSpan.Zero);
}
