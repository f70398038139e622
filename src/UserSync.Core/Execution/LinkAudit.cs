using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Matching;
using UserSync.Core.Model;

namespace UserSync.Core.Execution;

/// <summary>Asks both systems what became of the records of links. It reads only, in batches, and tells each link once.</summary>
public sealed class LinkAudit
{
    // A system that takes any number of ids reads itself whole for each batch.
    private const int MostLinks = 10_000;
    private static readonly RecordQuery Users = new() { Fields = ["email"] };
    private static readonly RecordQuery Contacts = new() { Fields = [MultiPath.Email] };
    private readonly ICmsConnector _cms;
    private readonly ICrmConnector _crm;

    /// <summary>Asks these systems, which stay the caller's.</summary>
    public LinkAudit(ICmsConnector cms, ICrmConnector crm)
    {
        EmailNormaliser.EnsureUsable();
        _cms = cms;
        _crm = crm;
    }

    /// <summary>How many links are best asked about at once.</summary>
    public int Batch => Math.Clamp(Math.Max(_cms.Capabilities.Costs.IdsPerCall, _crm.Capabilities.Costs.IdsPerCall), 1, MostLinks);

    /// <summary>Tests links, in their order.</summary>
    /// <exception cref="Errors.ConnectorException">A system cannot be asked.</exception>
    public async IAsyncEnumerable<LinkFinding> TestAsync(IAsyncEnumerable<SyncLink> links, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (SyncLink[] part in links.Chunk(Batch).WithCancellation(cancellationToken))
        {
            Dictionary<string, CmsUser> users = await AskAsync(_cms, part.Select(l => l.UserKey), keys => _cms.GetAsync(keys, Users, cancellationToken), u => u.UserId);
            Dictionary<string, CrmContact> contacts = await AskAsync(_crm, part.Select(l => l.ContactId), ids => _crm.GetAsync(ids, Contacts, cancellationToken), c => c.ContactId);
            foreach (SyncLink link in part)
                yield return Finding(link, users.GetValueOrDefault(link.UserId), contacts.GetValueOrDefault(link.ContactId));
        }
    }

    /// <summary>Judges one link. Pure.</summary>
    /// <param name="link">The link.</param>
    /// <param name="user">The user; null when the site has none.</param>
    /// <param name="contact">The contact as the CRM tells of it; null when it shows none.</param>
    public static LinkFinding Finding(SyncLink link, CmsUser? user, CrmContact? contact)
    {
        string[] addresses = [.. (contact?.Emails ?? []).Select(e => e.Address)];
        LinkFinding Found(LinkState state, string detail) => new(link, state) { Email = user?.Email, ContactEmails = addresses, MergedInto = contact?.MergedInto, Detail = detail };
        (LinkState State, string Detail)? gone = contact?.State switch
        {
            ContactState.Live => null,
            ContactState.Trashed => (LinkState.ContactTrashed, $"contact {link.ContactId} lies in the trash"),
            ContactState.Merged => (LinkState.ContactMerged, $"contact {link.ContactId} was merged into {contact.MergedInto ?? "another, which the CRM does not name"}"),
            ContactState.Gone => (LinkState.ContactMissing, $"contact {link.ContactId} is gone"),
            _ => (LinkState.ContactMissing, $"contact {link.ContactId} is not shown: it is gone, or the account may not see it"),
        };
        if (user is null)
            return Found(LinkState.UserMissing, $"user {link.UserId} is gone" + (gone is { } both ? $", and {both.Detail}" : ""));
        if (gone is { } lost)
            return Found(lost.State, lost.Detail);
        if (link.IsTemporary)
            return Found(LinkState.Temporary, "the user has a placeholder address");
        bool told = user.Email is not null && contact!.Emails is not null;
        if (!told || (string.IsNullOrWhiteSpace(user.Email) ? addresses.Length == 0 : addresses.Any(a => Same(a, user.Email))))
            return Found(LinkState.Ok, "");
        return Found(LinkState.EmailDiffers, $"the user has {Shown(user.Email)}, the contact {(addresses.Length == 0 ? "no address" : string.Join(", ", addresses))}");
    }

    private static string Shown(string? address) => string.IsNullOrWhiteSpace(address) ? "no address" : address;

    // What is no address is compared as it is written.
    private static bool Same(string contact, string user)
        => EmailNormaliser.Normalise(contact) is { } key ? key == EmailNormaliser.Normalise(user) : string.Equals(contact.Trim(), user.Trim(), StringComparison.OrdinalIgnoreCase);

    private static async Task<Dictionary<string, T>> AskAsync<T>(IConnector end, IEnumerable<string> keys, Func<string[], IAsyncEnumerable<T>> get, Func<T, string> idOf)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (string[] part in keys.Distinct(StringComparer.Ordinal).Chunk(end.Capabilities.Costs.IdsPerCall))
        {
            await foreach (T record in get(part))
            {
                end.Requests.Carried(write: false, 1);
                found[idOf(record)] = record;
            }
        }

        return found;
    }
}
