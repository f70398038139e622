using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.Joomla;

/// <summary>Gets users by id, by e-mail and by login.</summary>
internal sealed class UserLookup(JoomlaApi api, UserListing listing, UserDetails details)
{
    private static readonly string[] NoFurtherFields = [];

    /// <summary>The users with these ids.</summary>
    public async IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> userIds, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] wanted = [.. userIds.Where(UserDetails.IsId).Distinct(StringComparer.Ordinal)];
        if (wanted.Length == 0)
            yield break;
        UserReader reader = await api.ReaderAsync(query.Fields, cancellationToken);
        await foreach (CmsUser? user in Ahead.LoadAsync(wanted, api.End.Http.Parallel, (id, token) => details.GetAsync(reader, id, token), cancellationToken))
        {
            if (user is not null)
                yield return user;
        }
    }

    /// <summary>Users with exactly these addresses, whatever their case. Nothing keeps two users from having one.</summary>
    public async IAsyncEnumerable<CmsUser> FindByEmailAsync(IReadOnlyCollection<string> addresses, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<string> wanted = new(addresses.Where(static a => a.Contains('@', StringComparison.Ordinal)).Select(MailDomain.ToAscii), StringComparer.OrdinalIgnoreCase);
        await foreach (List<CmsUser> users in Ahead.LoadAsync(wanted, api.End.Http.Parallel, (address, token) => SearchAsync(address, query.Fields, token), cancellationToken))
        {
            foreach (CmsUser user in users)
            {
                // The site finds parts of addresses too, and takes _ and % for any letter.
                if (user.Email is { } email && wanted.Contains(MailDomain.ToAscii(email)) && seen.Add(user.UserId))
                    yield return user;
            }
        }
    }

    /// <summary>Users in whose name, login or address the text occurs.</summary>
    public Task<List<CmsUser>> SearchAsync(string text, CancellationToken cancellationToken) => SearchAsync(text, NoFurtherFields, cancellationToken);

    /// <summary>The first user with the address that is not this one; null when it is free.</summary>
    public async Task<CmsUser?> HolderAsync(string address, string? butNot, CancellationToken cancellationToken)
    {
        await foreach (CmsUser user in FindByEmailAsync([address], new RecordQuery { Fields = NoFurtherFields }, cancellationToken))
        {
            if (user.UserId != butNot)
                return user;
        }

        return null;
    }

    /// <summary>Whether another user has the login. Joomla takes letters with and without accents for the same.</summary>
    public async Task<bool> HasLoginAsync(string login, string? butNot, CancellationToken cancellationToken) =>
        (await SearchAsync("username:" + login, cancellationToken)).Exists(u => u.UserId != butNot
            && CultureInfo.InvariantCulture.CompareInfo.Compare(u.UserName, login, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) == 0);

    private async Task<List<CmsUser>> SearchAsync(string text, IReadOnlyCollection<string>? fields, CancellationToken cancellationToken)
    {
        UserReader reader = await api.ReaderAsync(fields, cancellationToken);
        return await listing.WalkAsync(new UserFilter(text), reader, cancellationToken).ToListAsync(cancellationToken);
    }
}
