using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.WordPress;

/// <summary>Gets users by id and by e-mail.</summary>
internal sealed class UserLookup(WordPressApi api, UserListing listing)
{
    /// <summary>The users with these ids, in batches of <see cref="UserListing.PageSize"/>.</summary>
    public async IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // What is no number cannot be a user of WordPress; the site would refuse the whole batch.
        HashSet<string> wanted = [.. userIds.Where(IsId)];
        if (wanted.Count == 0)
            yield break;
        UserReader reader = await api.ReaderAsync(cancellationToken);
        await foreach (UserPage page in Ahead.LoadAsync(wanted.Chunk(UserListing.PageSize), api.End.Http.Parallel,
            (ids, token) => listing.LoadAsync(reader, 0, query.Fields, ids.Select(id => ("include[]", id)), token), cancellationToken))
        {
            foreach (CmsUser user in page.Users)
            {
                // Checked here too: a server that ignores "include" would bring anybody.
                if (wanted.Remove(user.UserId))
                    yield return user;
            }
        }
    }

    /// <summary>Users whose address may be one of these.</summary>
    public async IAsyncEnumerable<CmsUser> FindByEmailAsync(IReadOnlyCollection<string> addresses, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        IEnumerable<string> spellings = addresses.Where(a => a.Contains('@', StringComparison.Ordinal)).SelectMany(MailDomain.Spellings).Distinct(StringComparer.OrdinalIgnoreCase);
        await foreach (List<CmsUser> users in Ahead.LoadAsync(spellings, api.End.Http.Parallel,
            (address, token) => SearchAsync(address, query.Fields, token), cancellationToken))
        {
            foreach (CmsUser user in users)
            {
                if (seen.Add(user.UserId))
                    yield return user;
            }
        }
    }

    /// <summary>Users in whose login, address or name the text occurs.</summary>
    public async Task<List<CmsUser>> SearchAsync(string text, IReadOnlyCollection<string>? fields, CancellationToken cancellationToken)
    {
        List<CmsUser> users = [];
        await foreach (CmsUser user in listing.WalkAsync(new RecordQuery { Search = text, Fields = fields }, cancellationToken))
            users.Add(user);
        return users;
    }

    /// <summary>Whether the text can be the id of a user.</summary>
    public static bool IsId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0;
}
