using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Connectors.Accounts;
using UserSync.Core.Connectors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Connectors.Drupal;

/// <summary>Gets users by number, by UUID and by address.</summary>
internal sealed class UserLookup(UserListing listing)
{
    /// <summary>Ids and addresses a request: what an answer can bring at most, and a query that every web server takes.</summary>
    public const int Batch = UserListing.PageSize;

    // Web servers refuse request lines of more than 8 kB; names of conditions take 50 of it for each value.
    private const int LongestQuery = 5000;
    private const int PerValue = 50;

    private static readonly string[] NoFurtherFields = [];

    /// <summary>The users with these ids, numbers or UUIDs.</summary>
    public async IAsyncEnumerable<CmsUser> GetAsync(IReadOnlyCollection<string> ids, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<string> numbers = [.. ids.Where(IsNumber).Select(Plain)];
        HashSet<string> keys = new(ids.Where(IsKey), StringComparer.OrdinalIgnoreCase);
        foreach ((string field, IReadOnlySet<string> wanted) in new[] { ("drupal_internal__uid", numbers), ("id", (IReadOnlySet<string>)keys) })
        {
            foreach (string[] part in wanted.Chunk(Batch))
            {
                await foreach (CmsUser user in listing.FindAsync(q => q.WhereIn(field, part), query.Fields, cancellationToken))
                {
                    // Checked here too: a server that ignores a condition would bring anybody.
                    if ((numbers.Contains(user.UserId) || keys.Contains(user.Key)) && seen.Add(user.UserId))
                        yield return user;
                }
            }
        }
    }

    /// <summary>Users who have one of these addresses, exactly but for case. Drupal itself takes é for e (recording user-filter-mail-accent-two-rows).</summary>
    public async IAsyncEnumerable<CmsUser> FindByEmailAsync(IReadOnlyCollection<string> addresses, RecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        HashSet<string> keys = [.. addresses.Select(EmailNormaliser.Normalise).OfType<string>()];
        IEnumerable<string> spellings = addresses.Where(a => a.Contains('@', StringComparison.Ordinal)).SelectMany(MailDomain.Spellings).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (List<string> part in Parts(spellings))
        {
            await foreach (CmsUser user in listing.FindAsync(q => q.WhereIn("mail", part), query.Fields, cancellationToken))
            {
                if (EmailNormaliser.Normalise(user.Email) is { } key && keys.Contains(key) && seen.Add(user.UserId))
                    yield return user;
            }
        }
    }

    /// <summary>The user that a write is about; null when there is none.</summary>
    public async Task<CmsUser?> TargetAsync(RecordWrite write, CancellationToken cancellationToken)
    {
        string[] ids = [.. new[] { write.Key, write.RecordId }.OfType<string>().Where(i => IsKey(i) || IsNumber(i)).Take(1)];
        await foreach (CmsUser user in GetAsync(ids, new RecordQuery { Fields = NoFurtherFields }, cancellationToken))
            return user;
        return null;
    }

    /// <summary>Whether a text can be the number of a user; that of the anonymous visitor, 0, is none.</summary>
    public static bool IsNumber(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0;

    /// <summary>Whether a text can be the UUID of a user.</summary>
    public static bool IsKey(string text) => Guid.TryParseExact(text, "D", out _);

    private static string Plain(string number) => long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<List<string>> Parts(IEnumerable<string> addresses)
    {
        List<string> part = [];
        int length = 0;
        foreach (string address in addresses)
        {
            int more = Uri.EscapeDataString(address).Length + PerValue;
            if (part.Count == Batch || (part.Count > 0 && length + more > LongestQuery))
            {
                yield return part;
                part = [];
                length = 0;
            }

            part.Add(address);
            length += more;
        }

        if (part.Count > 0)
            yield return part;
    }
}
