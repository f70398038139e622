using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>
/// Walks users in the order of their ids. Each page repeats the last user of the page before; where it does not, users were
/// deleted in between and the rest moved up, and the walk goes back until it finds its place again. A total alone would not
/// show that: a deleted user and a new one leave it as it was.
/// </summary>
internal sealed class UserListing(WordPressApi api)
{
    /// <summary>Users a request; WordPress refuses more than 100 (recording user-list-per-page-101).</summary>
    public const int PageSize = 100;

    private const int Step = PageSize - 1;
    private const int MostReturns = 40;

    /// <summary>All users that the server-side part of the query lets through, each once.</summary>
    public async IAsyncEnumerable<CmsUser> WalkAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync(cancellationToken);
        long lastId = 0;
        long offset = 0;
        int returns = 0;
        bool whole = false;
        while (!whole)
        {
            await foreach (UserPage page in PagesAsync(reader, query, offset, cancellationToken))
            {
                if (!Joins(page, lastId))
                {
                    if (++returns > MostReturns)
                        throw Incomplete("users kept vanishing while they were read.");
                    offset = Math.Max(0, Math.Min(page.Offset, page.Total) - ((long)PageSize << Math.Min(returns - 1, 32)));
                    break;
                }

                foreach (CmsUser user in page.Users)
                {
                    long id = IdOf(user);
                    if (id <= lastId)
                        continue;
                    cancellationToken.ThrowIfCancellationRequested();
                    lastId = id;
                    returns = 0;
                    yield return user;
                }

                offset = page.Offset + Step;
                whole = page.IsLast;
            }
        }
    }

    /// <summary>How many users the site counts.</summary>
    public async Task<long> CountAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync(cancellationToken);
        RemoteAnswer<List<CmsUser>> answer = await api.GetAsync(WordPressRoutes.Users,
            [("context", "edit"), ("per_page", "1"), ("_fields", "id"), .. Filter(query)], reader.List, cancellationToken);
        return TotalOf(answer.Response);
    }

    /// <summary>Reads users by one request and proves that the answer is whole.</summary>
    public async Task<UserPage> LoadAsync(
        UserReader reader, long offset, IReadOnlyCollection<string>? fields, IEnumerable<(string Name, string Value)> filter, CancellationToken cancellationToken)
    {
        RemoteAnswer<List<CmsUser>> answer = await api.GetAsync(
            WordPressRoutes.Users,
            [
                ("context", "edit"),
                ("per_page", PageSize.ToString(CultureInfo.InvariantCulture)),
                ("offset", offset.ToString(CultureInfo.InvariantCulture)),
                ("orderby", "id"),
                ("order", "asc"),
                ("_fields", UserFields.Selection(fields)),
                .. filter,
            ],
            reader.List,
            cancellationToken);
        UserPage page = new(offset, answer.Value, TotalOf(answer.Response));
        Check(page);
        return page;
    }

    private async IAsyncEnumerable<UserPage> PagesAsync(UserReader reader, RecordQuery query, long start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<(string Name, string Value)> filter = [.. Filter(query)];
        UserPage first = await LoadAsync(reader, start, query.Fields, filter, cancellationToken);
        yield return first;
        await foreach (UserPage page in Ahead.LoadAsync(Offsets(start, first.Total), api.End.Http.Parallel,
            (offset, token) => LoadAsync(reader, offset, query.Fields, filter, token), cancellationToken))
        {
            yield return page;
        }
    }

    private static IEnumerable<long> Offsets(long start, long total)
    {
        for (long offset = start + Step; offset + 1 < total; offset += Step)
            yield return offset;
    }

    private static IEnumerable<(string Name, string Value)> Filter(RecordQuery query)
    {
        if (query.Groups.Count > 0)
            yield return ("roles", string.Join(',', query.Groups.Select(RoleKey.Of)));
        if (!string.IsNullOrEmpty(query.Search))
            yield return ("search", query.Search);
    }

    // A gap shows as a first user that is none of those already seen.
    private static bool Joins(UserPage page, long lastId) => page.Offset == 0 || (page.Users.Count > 0 && IdOf(page.Users[0]) <= lastId);

    private static void Check(UserPage page)
    {
        long expected = Math.Clamp(page.Total - page.Offset, 0, PageSize);
        if (page.Users.Count < expected)
            throw Incomplete(string.Create(CultureInfo.InvariantCulture, $"the site promised {expected} users from number {page.Offset + 1} on and sent {page.Users.Count}."));
        long before = 0;
        foreach (CmsUser user in page.Users)
        {
            if (user.Email is null)
            {
                throw new ConnectorException(Side.Cms, ConnectorErrorKind.Authentication, "The site showed only the public view of its users, without addresses.",
                    "Check the credential and that the account has the right list_users.");
            }

            long id = IdOf(user);
            if (id <= before)
            {
                throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, "The site does not list its users in the order of their ids.",
                    "A plugin changes the order of the REST API; without it a listing cannot be proven whole.");
            }

            before = id;
        }
    }

    private static long TotalOf(RemoteResponse response) => response.Number("X-WP-Total")
        ?? throw new ConnectorException(Side.Cms, ConnectorErrorKind.Protocol, "The site lists users without telling how many there are (header X-WP-Total).",
            "A proxy or plugin removes the header; let it through.");

    private static long IdOf(CmsUser user) => long.Parse(user.UserId, NumberStyles.None, CultureInfo.InvariantCulture);

    private static ConnectorException Incomplete(string why) => new(new SyncError(ErrorIds.ListingIncomplete, $"The listing of users could not be read whole: {why}")
    {
        Kind = ConnectorErrorKind.Protocol,
        Side = Side.Cms,
        Remedy = "Run again; if it stays, look for a plugin that hides users from the REST API.",
    });
}
