using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;
using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>Finds the API, proves the credential, and asks for all that decides how to go on: two requests.</summary>
internal sealed class CiviDiscovery(CiviApi api)
{
    private static readonly string[] FieldFacts = ["name", "label", "title", "type", "data_type", "readonly", "serialize", "options"];

    /// <summary>Finds it.</summary>
    /// <exception cref="ConnectorException">The address leads elsewhere, or the key is not accepted.</exception>
    public async Task<CiviSite> FindAsync(CancellationToken cancellationToken)
    {
        string? platform = api.End.Options.GetValueOrDefault("platform");
        bool? clean = api.End.Options.GetValueOrDefault("cleanUrls") is { } text ? text == "true" : null;
        IReadOnlyList<CiviRoutes> candidates = CiviRoutes.Candidates(platform, clean);
        foreach (CiviRoutes routes in candidates)
        {
            if (await api.WhoAsync(routes, cancellationToken) is not { } who)
                continue;
            string id = who.Text("contact_id");
            return id.Length > 0
                ? await AskAsync(routes, id, cancellationToken)
                : throw new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "CiviCRM did not look at the API key.",
                    "Check that the web server passes the header X-Civi-Auth on, and in CiviCRM under Administer > System Settings > Authentication that API keys are accepted for it.");
        }

        throw await WhyNotAsync(candidates, cancellationToken);
    }

    // Without authx the API is there and takes nobody in.
    private async Task<ConnectorException> WhyNotAsync(IReadOnlyList<CiviRoutes> candidates, CancellationToken cancellationToken)
    {
        foreach (CiviRoutes routes in candidates)
        {
            try
            {
                await api.CallAsync(routes, CiviCall.Get("Contact", ["id"]).Page(1), Safety.Read, null, cancellationToken);
            }
            catch (ConnectorException e) when (e.Kind == ConnectorErrorKind.Authentication)
            {
                return new ConnectorException(Side.Crm, ConnectorErrorKind.Authentication, "CiviCRM answers at this address, but takes no API keys.",
                    "Enable the extension AuthX under Administer > System Settings > Extensions: docs/civicrm.md.", inner: e);
            }
            catch (ConnectorException)
            {
                // Not this form of address either.
            }
        }

        return new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"No CiviCRM was found at {api.Address}: the address answers with something else.",
            "Set crm.url to the address of the site, without /civicrm at its end, and crm.platform and crm.cleanUrls as docs/civicrm.md says; the extension AuthX must be enabled.");
    }

    private async Task<CiviSite> AskAsync(CiviRoutes routes, string contactId, CancellationToken cancellationToken)
    {
        CiviCall[] questions =
        [
            CiviCall.Get("Contact", ["id", "display_name"], CiviCall.Where("id", "=", "user_contact_id")),
            Access("create", new JObject { ["contact_type"] = "Individual" }),
            Access("update", new JObject { ["id"] = long.Parse(contactId, CultureInfo.InvariantCulture) }),
            new("Setting", "get", new JObject { ["select"] = new JArray("syncCMSEmail", "contact_undelete") }),
            CiviCall.Get("Domain", ["id", "version"]),
            CiviCall.Get("LocationType", ["id", "name", "is_default"]),
            CiviCall.Get("OptionValue", ["value", "name", "label"], CiviCall.Where("option_group_id:name", "=", "website_type")),
            CiviCall.Get("UFMatch", ["id"]).Page(1),
            CiviCall.Get("Contact", ["id"], CiviCall.Where("is_deleted", "=", true)).Page(1),
            new("Contact", "getFields", new JObject { ["select"] = new JArray(FieldFacts), ["loadOptions"] = new JArray("id", "name", "label") }),
            CiviCall.Get("Contact", ["id"], CiviCall.WithTrash()).Page(1, newestFirst: true),
            CiviCall.Get("Contact", ["row_count"], CiviCall.Where("contact_type", "=", "Individual"), CiviCall.WithTrash()),
            CiviCall.Get("Contact", ["row_count"], CiviCall.WithTrash()),
        ];
        IReadOnlyList<CiviAnswer> told = await api.CallsAsync(routes, questions, Safety.Read, cancellationToken);
        long highest = told[10].Rows is [var last, ..] ? long.Parse(last.Text("id"), CultureInfo.InvariantCulture) : 0;
        return new CiviSite(routes, contactId)
        {
            ActingAs = told[0].Rows.Select(own => own.Text("display_name") is { Length: > 0 } name ? name : $"contact {contactId}").FirstOrDefault(),
            MayCreate = Allowed(told[1]),
            MayUpdate = Allowed(told[2]),
            SyncsCmsEmail = told[3].Rows.FirstOrDefault(r => r.Text("name") == "syncCMSEmail") is not { } setting || setting.Flag("value"),
            // Settings are told for the current domain, and tell which that is (recording get-33).
            DomainId = told[3].Rows is [var current, ..] && long.TryParse(current.Text("domain_id"), CultureInfo.InvariantCulture, out long domain) ? domain : null,
            Version = told[4].Rows is [var first, ..] ? first.Text("version") : null,
            LocationTypes = [.. told[5].Rows.Select(r => r.Text("name"))],
            WebsiteTypes = [.. told[6].Rows.Select(r => r.Text("name"))],
            ReadsLinks = told[7].Error is null,
            SeesTrash = told[8].Rows.Count > 0,
            Fields = Fields(told[9]),
            HidesContacts = told[12].Matched < highest,
            HighestId = highest,
            Individuals = told[11].Matched,
        };
    }

    private static Dictionary<string, CiviField> Fields(CiviAnswer answer)
    {
        Dictionary<string, CiviField> fields = new(StringComparer.Ordinal);
        foreach (CiviField field in answer.Rows.Select(CiviField.From).OfType<CiviField>())
            fields[field.Name] = field;
        return fields;
    }

    private static CiviCall Access(string action, JObject values) => new("Contact", "checkAccess", new JObject { ["action"] = action, ["values"] = values });

    private static bool? Allowed(CiviAnswer answer) => answer.Rows is [var row, ..] ? row.Flag("access") : null;
}
