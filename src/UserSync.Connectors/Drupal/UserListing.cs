using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>
/// Walks users by their numbers: a page begins behind the last number of the page before, so that nobody is lost or told twice
/// when users are made, changed or deleted meanwhile. There is no total and no other proof of an end than a missing "next".
/// </summary>
internal sealed class UserListing(DrupalApi api, RoleTable roles)
{
    /// <summary>Users a request; Drupal gives no more and does not say so (recording user-list-limit-51).</summary>
    public const int PageSize = 50;

    private const string Number = "drupal_internal__uid";
    private const string Changed = "changed";
    private const string RoleName = "roles.meta.drupal_internal__target_id";

    /// <summary>All users that the server-side part of the query lets through, each once.</summary>
    public async IAsyncEnumerable<CmsUser> WalkAsync(RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = await roles.NamesAsync(query.Groups, cancellationToken);
        IAsyncEnumerable<UserPage> pages = query.ChangedSince is { } since ? ByChangeAsync(query, names, since, cancellationToken) : ByNumberAsync(query, names, cancellationToken);
        await foreach (UserPage page in pages)
        {
            foreach (CmsUser user in await roles.LabelledAsync(page.Users, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return user;
            }
        }
    }

    /// <summary>All users that a condition lets through, by their numbers.</summary>
    public async IAsyncEnumerable<CmsUser> FindAsync(Action<JsonApiQuery> condition, IReadOnlyCollection<string>? fields, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (IdRange? rest = new(0, null); rest is not null;)
        {
            UserPage page = await LoadAsync(rest, condition, fields, cancellationToken);
            foreach (CmsUser user in await roles.LabelledAsync(page.Users, cancellationToken))
                yield return user;
            rest = rest.Behind(page);
        }
    }

    // The first page tells whether there is more; only then it is worth to ask for the highest number and to walk several parts at once.
    private async IAsyncEnumerable<UserPage> ByNumberAsync(RecordQuery query, IReadOnlyList<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        void Condition(JsonApiQuery asked) => Narrow(asked, query, names);
        UserPage first = await LoadAsync(new IdRange(0, null), Condition, query.Fields, cancellationToken);
        yield return first;
        if (new IdRange(0, null).Behind(first) is not { } rest)
            yield break;
        int parallel = api.End.Http.Parallel;
        IEnumerable<IdRange> parts = parallel <= 1 ? [rest] : IdRange.Parts(rest.After, await HighestAsync(Condition, cancellationToken), parallel);
        await foreach (UserPage page in Ahead.FollowAsync(parts, (range, token) => LoadAsync(range, Condition, query.Fields, token), static (range, page) => range.Behind(page), cancellationToken))
            yield return page;
    }

    // Ordered by the time of the change. Who is changed while we read comes again at the end, behind the moment at which we began:
    // there the walk stops, and the next one begins before it.
    private async IAsyncEnumerable<UserPage> ByChangeAsync(RecordQuery query, IReadOnlyList<string> names, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UserReader reader = api.Reader();
        DateTimeOffset? began = null;
        (long Time, long Number)? last = null;
        while (true)
        {
            JsonApiQuery asked = Ask(query.Fields);
            Narrow(asked, query, names);
            if (last is { } place)
            {
                asked.Group("later", "OR").Where(Changed, ">", place.Time, "later");
                asked.Group("same", "AND", "later").Where(Changed, "=", place.Time, "same").Where(Number, ">", place.Number, "same");
            }
            else
            {
                asked.Where(Changed, ">=", since.ToUnixTimeSeconds());
            }

            asked.Sort("changed," + Number).Limit(PageSize);
            RemoteAnswer<UserPage> answer = await api.SendAsync(RemoteRequest.Get(asked.ToString()), reader.Page, cancellationToken);
            UserPage page = answer.Value;
            await CheckAsync(page, cancellationToken);
            began ??= answer.Response.Date;
            foreach (CmsUser user in page.Users)
            {
                (long Time, long Number) here = (user.ModifiedAt?.ToUnixTimeSeconds() ?? throw Incomplete("a user came without the time of its last change."), IdRange.NumberOf(user));
                if (last is { } before && here.CompareTo(before) <= 0)
                    throw Incomplete("users did not come in the order of their changes.");
                last = here;
            }

            bool reached = page.Users.Count > 0 && began is { } end && page.Users[^1].ModifiedAt > end;
            yield return reached ? page with { Users = [.. page.Users.Where(u => u.ModifiedAt <= began)] } : page;
            if (reached || !page.HasNext)
                yield break;
        }
    }

    private async Task<UserPage> LoadAsync(IdRange range, Action<JsonApiQuery> condition, IReadOnlyCollection<string>? fields, CancellationToken cancellationToken)
    {
        JsonApiQuery asked = Ask(fields);
        condition(asked);
        asked.Where(Number, ">", range.After);
        if (range.Last is { } last)
            asked.Where(Number, "<=", last);
        asked.Sort(Number).Limit(PageSize);
        RemoteAnswer<UserPage> answer = await api.SendAsync(RemoteRequest.Get(asked.ToString()), api.Reader().Page, cancellationToken);
        UserPage page = answer.Value;
        await CheckAsync(page, cancellationToken);
        long before = range.After;
        foreach (CmsUser user in page.Users)
        {
            long number = IdRange.NumberOf(user);
            if (number <= before || number > (range.Last ?? long.MaxValue))
                throw Incomplete(string.Create(CultureInfo.InvariantCulture, $"asked for users behind number {range.After} in order, it brought number {number}."));
            before = number;
        }

        return page;
    }

    private async Task<long> HighestAsync(Action<JsonApiQuery> condition, CancellationToken cancellationToken)
    {
        JsonApiQuery asked = Ask([]);
        condition(asked);
        asked.Where(Number, ">", 0).Sort("-" + Number).Limit(1);
        UserPage page = (await api.SendAsync(RemoteRequest.Get(asked.ToString()), api.Reader().Page, cancellationToken)).Value;
        await CheckAsync(page, cancellationToken);
        return page.Users.Count == 0 ? 0 : IdRange.NumberOf(page.Users[0]);
    }

    private static JsonApiQuery Ask(IReadOnlyCollection<string>? fields) => new JsonApiQuery(DrupalRoutes.Users).Fields("user--user", UserFields.Selection(fields));

    private static void Narrow(JsonApiQuery asked, RecordQuery query, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
            asked.WhereIn(RoleName, names);
        if (!string.IsNullOrEmpty(query.Search))
            asked.Group("search", "OR").Where("name", "CONTAINS", query.Search, "search").Where("mail", "CONTAINS", query.Search, "search");
    }

    private async Task CheckAsync(UserPage page, CancellationToken cancellationToken)
    {
        if (page.Hidden > 0)
            throw await api.WhyHiddenAsync(cancellationToken);
        if (page.HasNext && page.Users.Count == 0)
            throw Incomplete("a page held nobody, and yet another was to follow.");
    }

    private static ConnectorException Incomplete(string why) => new(new SyncError(ErrorIds.ListingIncomplete, $"The listing of users could not be read whole: {why}")
    {
        Kind = ConnectorErrorKind.Protocol,
        Side = Side.Cms,
        Remedy = "Run again; if it stays, look for a module or proxy that changes the answers of JSON:API.",
    });
}
