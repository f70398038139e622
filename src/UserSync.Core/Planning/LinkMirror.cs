using UserSync.Core.Connectors;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>The links that the CRM keeps itself, read before anybody is matched. Empty where the CRM keeps none, or the profile mirrors none.</summary>
internal sealed class LinkMirror
{
    private readonly Dictionary<string, List<MirroredLink>> _byUser = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _userOfContact = new(StringComparer.Ordinal);

    /// <summary>True when there is a mirror at all.</summary>
    public bool IsKept { get; private init; }

    /// <summary>All links that were read.</summary>
    public IEnumerable<MirroredLink> Links => _byUser.Values.SelectMany(static l => l);

    /// <summary>Reads the mirror of a workspace.</summary>
    public static async Task<LinkMirror> ReadAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (workspace.Crm is not ILinkMirror source || !workspace.Crm.Capabilities.LinkMirror)
            return new LinkMirror();
        var mirror = new LinkMirror { IsKept = true };
        await foreach (MirroredLink link in source.ReadLinksAsync(cancellationToken))
        {
            if (!mirror._byUser.TryGetValue(link.UserId, out List<MirroredLink>? links))
                mirror._byUser[link.UserId] = links = [];
            links.Add(link);
            mirror._userOfContact[link.ContactId] = link.UserId;
        }

        return mirror;
    }

    /// <summary>The contacts that the CRM links a user to: more than one only where its table allows that.</summary>
    public IReadOnlyList<string> ContactsOf(string userId) => _byUser.TryGetValue(userId, out List<MirroredLink>? links) ? [.. links.Select(l => l.ContactId)] : [];

    /// <summary>The records of the other side that the CRM links a record to.</summary>
    public IReadOnlyList<string> PartnersOf(Side side, string id)
        => side == Side.Cms ? ContactsOf(id) : _userOfContact.TryGetValue(id, out string? user) ? [user] : [];

    /// <summary>How the CRM's own link of a linked pair stands: in step, missing, or naming somebody else.</summary>
    /// <param name="pair">Our link.</param>
    /// <param name="other">Whom the CRM names instead.</param>
    /// <returns>True in step, null missing, false different.</returns>
    public bool? InStep(LinkedPair pair, out string other)
    {
        IReadOnlyList<string> contacts = ContactsOf(pair.Link.UserId);
        string? user = _userOfContact.GetValueOrDefault(pair.Link.ContactId);
        other = "";
        if (contacts is [var only] && only == pair.Link.ContactId)
            return true;
        if (contacts.Count == 0 && user is null)
            return null;
        other = contacts.Count > 0 ? $"user {pair.Link.UserId} to contact {string.Join(", ", contacts)}" : $"contact {pair.Link.ContactId} to user {user}";
        return false;
    }
}
