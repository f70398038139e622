using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>
/// CiviCRM's own table of users and contacts (contract 1). uf_id is not unique there, so we keep it so; contact_id and uf_name are,
/// each within the domain.
/// </summary>
internal sealed class UfMatchTable(CiviApi api)
{
    private const int Page = 2000;
    private const int WriteBatch = 200;
    private const int LongestName = 128;

    /// <summary>All links.</summary>
    public async IAsyncEnumerable<MirroredLink> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CiviSite site = await api.SiteAsync(cancellationToken);
        if (!site.ReadsLinks)
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Permission, "The account of the API key may not read CiviCRM's table of users and contacts (UFMatch).",
                "Give its CMS user the permission \"administer CiviCRM\", or take links.mirror out of the profile.");
        }

        long last = 0;
        while (true)
        {
            CiviCall call = CiviCall.Get("UFMatch", ["id", "uf_id", "uf_name", "contact_id"], [CiviCall.Where("id", ">", last), .. Domain(site)]).Page(Page);
            CiviAnswer page = await api.CallAsync(call, Safety.Read, null, cancellationToken);
            foreach (FieldMap row in page.Rows)
            {
                // A link without a contact says nothing.
                if (row.Text("contact_id").Length > 0)
                    yield return new MirroredLink(row.Text("uf_id"), row.Text("contact_id")) { Email = row.Text("uf_name") };
            }

            if (page.Rows.Count < Page)
                yield break;
            last = ContactRows.IdOf(page.Rows[^1]);
        }
    }

    /// <summary>Brings rows into the table and takes others out; one error for each that could not be.</summary>
    public async Task<IReadOnlyList<SyncError>> WriteAsync(IReadOnlyList<MirroredLink> add, IReadOnlyList<MirroredLink> remove, CancellationToken cancellationToken)
    {
        List<SyncError> errors = [];
        CiviSite site = await api.SiteAsync(cancellationToken);
        CiviCall Delete(MirroredLink link) => new("UFMatch", "delete", new JObject
        {
            ["where"] = new JArray((object[])[CiviCall.Where("uf_id", "=", Number(link.UserId)), CiviCall.Where("contact_id", "=", Number(link.ContactId)), .. Domain(site)]),
        });
        foreach (MirroredLink[] part in remove.Where(IsNumbered).Chunk(WriteBatch))
            await SendAsync([.. part.Select(Delete)], part, errors, cancellationToken);
        foreach (MirroredLink[] part in add.Where(IsNumbered).Chunk(WriteBatch))
            await SendAsync([.. part.Select(Create)], part, errors, cancellationToken);
        errors.AddRange(add.Where(l => !IsNumbered(l)).Select(l => Error(l, "UFMatch keeps only ids that are numbers", ConnectorErrorKind.InvalidItem)));
        return errors;
    }

    // The same row again is no error (recording ufmatch-02), so a repeated request does no harm.
    private async Task SendAsync(CiviCall[] calls, MirroredLink[] links, List<SyncError> errors, CancellationToken cancellationToken)
    {
        IReadOnlyList<CiviAnswer> answers = await api.CallsAsync(calls, Safety.IdempotentWrite, cancellationToken);
        List<MirroredLink> nameless = [];
        for (int i = 0; i < calls.Length; i++)
        {
            if (answers[i].Error is not { } message)
                continue;
            ConnectorErrorKind kind = CiviErrors.Of(answers[i], null).Kind;
            if (kind == ConnectorErrorKind.Duplicate && links[i].Email is not null && calls[i].Action == "create")
                nameless.Add(links[i] with { Email = null });
            else
                errors.Add(Error(links[i], message, kind));
        }

        // uf_name is taken, as after an address changed hands: the link matters, the name is only told beside it.
        if (nameless.Count > 0)
            await SendAsync([.. nameless.Select(Create)], [.. nameless], errors, cancellationToken);
    }

    private static CiviCall Create(MirroredLink link)
    {
        JObject values = new() { ["uf_id"] = Number(link.UserId), ["contact_id"] = Number(link.ContactId) };
        if (link.Email is { Length: > 0 and <= LongestName } email)
            values["uf_name"] = email;
        return new CiviCall("UFMatch", "create", new JObject { ["values"] = values });
    }

    // The API fills in the current domain itself when it creates; other domains are other sites (contract 1).
    private static JArray[] Domain(CiviSite site) => site.DomainId is { } domain ? [CiviCall.Where("domain_id", "=", domain)] : [];

    private static bool IsNumbered(MirroredLink link) => ContactListing.Number(link.UserId) is not null && ContactListing.Number(link.ContactId) is not null;

    private static long Number(string id) => long.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    private static SyncError Error(MirroredLink link, string message, ConnectorErrorKind kind) =>
        new(ConnectorException.IdOf(kind), $"CiviCRM's own link of user {link.UserId} and contact {link.ContactId} could not be kept in step: {message}.")
        {
            Kind = kind,
            Side = Side.Crm,
            Item = link.UserId,
            Remedy = "Look for another row of this user or contact in civicrm_uf_match.",
        };
}
