using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.AmoCrm;

/// <summary>
/// Walks contacts in the order of their ids. Pages are offsets: when a contact that was read already is deleted meanwhile, all later ones
/// move up and one would be skipped, and then made a second time. So each page begins at or before the last contact of the one before it
/// and must show it; else the walk goes back a step.
/// </summary>
/// <param name="api">The account.</param>
internal sealed class ContactPages(AmoApi api)
{
    /// <summary>Contacts of a page at most (contract 3.1).</summary>
    public const int Limit = 250;

    /// <summary>Contacts that a page brings on average beside those that the page before it brought.</summary>
    public const int Yield = 230;

    private const int Smallest = 180;
    private const int MostSteps = 50;

    /// <summary>Pages of rows that were not told before, in ascending or descending order of their ids.</summary>
    /// <param name="descending">The newest first.</param>
    /// <param name="query">Further parts of the query, such as <c>with=only_deleted</c>; "" for none.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<IReadOnlyList<JObject>> WalkAsync(bool descending, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long start = 0;
        long? last = null;
        int steps = 0;
        (int page, int limit) = (1, Limit);
        while (true)
        {
            JObject? answer = await api.GetAsync(FormattableString.Invariant($"api/v4/contacts?order[id]={(descending ? "desc" : "asc")}&limit={limit}&page={page}{query}"), null, cancellationToken);
            IReadOnlyList<JObject> rows = AmoApi.Entries(answer, "contacts");
            long[] ids = [.. rows.Select(ContactRows.IdOf)];
            EnsureOrder(ids, descending);
            start = (long)(page - 1) * limit;
            if (last is { } seen && start > 0 && !ids.Any(id => descending ? id >= seen : id <= seen))
            {
                // What was read moved up, or the list ended before this page.
                if (++steps > MostSteps)
                    throw new ConnectorException(Side.Crm, ConnectorErrorKind.Transient, "Contacts of amoCRM are being deleted faster than they can be listed.", "Run again when that is over.");
                (page, limit) = Covering(Math.Max(0, start - Limit));
                continue;
            }

            JObject[] fresh = [.. rows.Where((_, n) => last is null || (descending ? ids[n] < last : ids[n] > last))];
            if (fresh.Length > 0)
            {
                last = ContactRows.IdOf(fresh[^1]);
                yield return fresh;
            }

            if (rows.Count == 0 || !api.HasNext(answer))
                yield break;
            (page, limit) = Covering(start + rows.Count - 1);
        }
    }

    /// <summary>
    /// The page that begins at or before an offset and reaches furthest beyond it: a page can only begin at a multiple of its size.
    /// </summary>
    public static (int Page, int Limit) Covering(long offset)
    {
        int best = Limit;
        long furthest = -1;
        for (int limit = Limit; limit >= Smallest; limit--)
        {
            long end = ((offset / limit) + 1) * limit;
            if (end <= furthest)
                continue;
            furthest = end;
            best = limit;
        }

        return ((int)(offset / best) + 1, best);
    }

    private static void EnsureOrder(long[] ids, bool descending)
    {
        for (int n = 1; n < ids.Length; n++)
        {
            if (descending ? ids[n] >= ids[n - 1] : ids[n] <= ids[n - 1])
            {
                throw new ConnectorException(Side.Crm, ConnectorErrorKind.Protocol, "amoCRM does not list contacts in the order of their ids, so a walk could miss some.",
                    "Report it as a fault of UserSync; nothing was changed.");
            }
        }
    }
}
