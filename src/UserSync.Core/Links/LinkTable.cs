using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Links;

/// <summary>Links and their baselines: who is who. One user has at most one contact and one contact at most one user per site and account.</summary>
public sealed class LinkTable
{
    private const int Page = 2000;
    private const int IdsPerQuery = 500;
    internal const string Columns = "l.id, l.site, l.account, l.user_id, l.user_key, l.contact_id, l.is_temporary, l.origin, l.email, l.created_at, l.updated_at, l.user_url, l.contact_url";
    private readonly LinkStore _store;

    internal LinkTable(LinkStore store) => _store = store;

    /// <summary>Links in the order in which they were made. Read page by page: no transaction is open while the caller works on a row.</summary>
    public async IAsyncEnumerable<SyncLink> ReadAsync(LinkQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (LinkedPair pair in ReadPairsAsync(query, withBaseline: false, cancellationToken))
            yield return pair.Link;
    }

    /// <summary>Links with their baselines.</summary>
    public IAsyncEnumerable<LinkedPair> ReadPairsAsync(LinkQuery query, CancellationToken cancellationToken)
        => ReadPairsAsync(query, withBaseline: true, cancellationToken);

    /// <summary>How many links a pair of site and account has.</summary>
    public Task<long> CountAsync(string site, string account, CancellationToken cancellationToken) => _store.ReadAsync(
        async connection =>
        {
            await using var count = new Statement(connection, null, "SELECT COUNT(*) FROM link WHERE site=@0 AND account=@1", site, account);
            return Convert.ToInt64(await count.ScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        });

    /// <summary>
    /// Adds links, all in one transaction. A link that is already there is left as it is; one whose user or contact belongs to
    /// another is refused with <see cref="ErrorIds.LinkTaken"/> naming both sides.
    /// </summary>
    public Task<IReadOnlyList<LinkChange>> AddAsync(IReadOnlyList<SyncLink> links, CancellationToken cancellationToken)
        => EachAsync(links, (writer, link) => writer.AddAsync(link, cancellationToken), cancellationToken);

    /// <summary>Moves the links of users to other contacts, or changes their flag. A user without a link is <see cref="ErrorIds.LinkNotFound"/>.</summary>
    public Task<IReadOnlyList<LinkChange>> ChangeAsync(IReadOnlyList<SyncLink> links, CancellationToken cancellationToken)
        => EachAsync(links, (writer, link) => writer.ChangeAsync(link, cancellationToken), cancellationToken);

    /// <summary>Removes links with their baselines, all in one transaction; tells for each whether it was there.</summary>
    public Task<IReadOnlyList<LinkChange>> RemoveAsync(IReadOnlyList<SyncLink> links, CancellationToken cancellationToken)
        => EachAsync(links, async (writer, link) => new LinkChange(link, await writer.RemoveAsync(link, cancellationToken)) { Before = link, Removed = true }, cancellationToken);

    private Task<IReadOnlyList<LinkChange>> EachAsync(IReadOnlyList<SyncLink> links, Func<LinkWriter, SyncLink, Task<LinkChange>> change, CancellationToken cancellationToken)
        => _store.WriteAsync<IReadOnlyList<LinkChange>>(
            async (connection, transaction) =>
            {
                await using var writer = new LinkWriter(connection, transaction, _store.Clock);
                var changes = new List<LinkChange>(links.Count);
                foreach (SyncLink link in links)
                    changes.Add(await change(writer, link));
                await ManualJournal.WriteAsync(_store, connection, transaction, changes, cancellationToken);
                return changes;
            },
            cancellationToken);

    private async IAsyncEnumerable<LinkedPair> ReadPairsAsync(LinkQuery query, bool withBaseline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string>? ids = query.UserIds ?? query.ContactIds;
        IEnumerable<string[]> parts = ids is null ? [[]] : ids.Chunk(IdsPerQuery);
        foreach (string[] part in parts)
        {
            long last = 0;
            while (true)
            {
                List<LinkedPair> page = await _store.ReadAsync(connection => PageAsync(connection, query, part, withBaseline, last, cancellationToken));
                foreach (LinkedPair pair in page)
                    yield return pair;
                if (page.Count < Page)
                    break;
                last = page[^1].LinkId;
            }
        }
    }

    private static async Task<List<LinkedPair>> PageAsync(DbConnection connection, LinkQuery query, string[] ids, bool withBaseline, long last, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder("SELECT ").Append(Columns).Append(withBaseline ? ", b.fields FROM link l LEFT JOIN baseline b ON b.link_id=l.id" : ", NULL FROM link l").Append(" WHERE l.id>@0");
        var values = new List<object?> { last };
        void And(string column, object? value)
        {
            if (value is null)
                return;
            sql.Append(CultureInfo.InvariantCulture, $" AND {column}=@{values.Count}");
            values.Add(value);
        }

        And("l.site", query.Site);
        And("l.account", query.Account);
        And("l.is_temporary", query.IsTemporary);
        if (ids.Length > 0)
        {
            sql.Append(query.UserIds is not null ? " AND l.user_id IN (" : " AND l.contact_id IN (");
            foreach (string id in ids)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(values.Count > 0 && sql[^1] != '(' ? "," : "")}@{values.Count}");
                values.Add(id);
            }

            sql.Append(')');
        }

        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY l.id LIMIT {Page}");
        await using var select = new Statement(connection, null, sql.ToString(), values.ToArray());
        return await select.ListAsync(r => new LinkedPair(r.GetInt64(0), ReadLink(r), StoredJson.ReadBaseline(r.Optional(13))), cancellationToken);
    }

    internal static SyncLink ReadLink(DbDataReader reader) => new()
    {
        Site = reader.GetString(1),
        Account = reader.GetString(2),
        UserId = reader.GetString(3),
        UserKey = reader.GetString(4),
        ContactId = reader.GetString(5),
        IsTemporary = reader.GetInt64(6) != 0,
        Origin = reader.Name<LinkOrigin>(7),
        Email = reader.Optional(8),
        CreatedAt = reader.Time(9),
        UpdatedAt = reader.Time(10),
        UserUrl = reader.Optional(11),
        ContactUrl = reader.Optional(12),
    };
}
