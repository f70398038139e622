using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// Finds the contacts that carry the markers of creates, the trash included, and tells which of them those creates made. A marker proves
/// little by itself: a mapped external_identifier may be held by a contact that somebody else entered, and one of our own form by a
/// contact of a site that was set up anew, whose user ids are other people now.
/// </summary>
internal sealed class MadeContacts(CiviApi api, ContactRows rows)
{
    private const int FindBatch = 500;
    private static readonly ContactWish Compared = new([ContactMarker.Field], Emails: true, Phones: false, Websites: false, Tags: false, Groups: false);

    /// <summary>The contacts by their markers, compared exactly.</summary>
    public async Task<IReadOnlyDictionary<string, CrmContact>> FindAsync(CiviSite site, IEnumerable<RecordWrite> writes, CancellationToken cancellationToken)
    {
        Dictionary<string, CrmContact> found = new(StringComparer.Ordinal);
        foreach (string[] part in writes.Select(ContactMarker.Of).Distinct(StringComparer.Ordinal).Chunk(FindBatch))
        {
            CiviCall call = CiviCall.Get("Contact", FieldPaths.Selection(Compared.Fields), CiviCall.In(ContactMarker.Field, part), CiviCall.WithTrash()).Page(0);
            CiviAnswer answer = await api.CallAsync(call, Safety.Read, null, cancellationToken);
            foreach (CrmContact contact in await rows.CompleteAsync(site, answer.Rows, Compared, cancellationToken))
                found[contact.Get(ContactMarker.Field).Text ?? ""] = contact;
        }

        return found;
    }

    /// <summary>Whether a create made the contact that carries its marker.</summary>
    /// <param name="write">The create.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="isNew">True when the contact cannot be older than the create.</param>
    public static bool IsOurs(RecordWrite write, CrmContact contact, bool isNew) =>
        (isNew && !ContactMarker.IsMapped(write)) || (SamePerson(write, contact) ?? isNew);

    // By an address where both have one, else by the name; null when neither was sent.
    private static bool? SamePerson(RecordWrite write, CrmContact contact)
    {
        string[] addresses = [.. write.Fields.Where(f => MultiPath.Parse(f.Path)?.Base == MultiPath.Email).Select(f => f.Value.Text).OfType<string>()];
        if (addresses.Length > 0 && contact.Emails is { Count: > 0 } held)
            return addresses.Any(a => held.Any(e => string.Equals(e.Address, a.Trim(), StringComparison.OrdinalIgnoreCase)));
        (string? first, string? last) = (Sent(write, "first_name"), Sent(write, "last_name"));
        if (first is null && last is null && Sent(write, "name") is { } name)
            (first, last) = PersonName.Split(name);
        return first is null && last is null ? null : Same(first, contact.FirstName) && Same(last, contact.LastName);
    }

    private static string? Sent(RecordWrite write, string path) => write.Fields.FirstOrDefault(f => f.Path == path)?.Value.Text;

    private static bool Same(string? sent, string? held) => string.Equals(sent?.Trim() ?? "", held?.Trim() ?? "", StringComparison.OrdinalIgnoreCase);
}
