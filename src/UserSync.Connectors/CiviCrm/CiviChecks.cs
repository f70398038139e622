using System.Globalization;
using System.Runtime.CompilerServices;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The checklist for a CiviCRM: what is told as "nothing there" must not be a missing right.</summary>
internal sealed class CiviChecks(CiviApi api, ContactPolicy policy, string? locationType, bool changeCmsEmail, bool mirror)
{
    /// <summary>All checks; those that need an earlier one to pass are left out when it did not.</summary>
    public async IAsyncEnumerable<CheckResult> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return api.Address.Scheme == Uri.UriSchemeHttps || api.Address.IsLoopback
            ? Line("transport", true, api.Address.Scheme)
            : Line("transport", false, "the API key travels unencrypted", "Use the https address of the site.");
        CiviSite? site = null;
        CheckResult way;
        try
        {
            site = await api.SiteAsync(cancellationToken);
            way = Line("credential", true, $"accepted, acting as {site.ActingAs ?? "contact " + site.ContactId}, addresses of the form {site.Routes.Form}");
        }
        catch (ConnectorException e)
        {
            way = Line("credential", false, e.Error.Message, e.Error.Remedy);
        }

        yield return way;
        if (site is null)
            yield break;
        yield return site.ActingAs is null
            ? Line("right view all contacts", false, "not even its own contact is shown: an empty answer would look like an empty CiviCRM", Give("view all contacts"))
            : Line("right view all contacts", true, string.Create(CultureInfo.InvariantCulture, $"{site.Individuals ?? 0} individuals can be read"));
        if (policy.Create)
            yield return Right("right add contacts", site.MayCreate, "contacts cannot be made", "add contacts");
        if (policy.Update || policy.Create)
            yield return Right("right edit all contacts", site.MayUpdate, "contacts cannot be changed", "edit all contacts");
        yield return site.SeesTrash
            ? Line("right access deleted contacts", true, "contacts in the trash are seen")
            : !site.HidesContacts ? Line("right access deleted contacts", null, "the trash is empty, so that the right could not be tried; give it before somebody is thrown away", Give("access deleted contacts"))
            : Line("right access deleted contacts", null, "no contact in the trash is shown: it is empty, or the right is missing and people in the trash would be made again", Give("access deleted contacts"));
        yield return Custom(site);
        yield return LocationType(site);
        yield return Links(site);
        yield return Login(site);
    }

    private static CheckResult Custom(CiviSite site)
    {
        string[] custom = [.. site.Fields.Values.Where(f => f.Custom).Select(f => f.Name).Order(StringComparer.Ordinal)];
        return custom.Length > 0
            ? Line("custom fields", true, string.Join(", ", custom))
            : Line("custom fields", null, "none is shown: there are none, or \"access all custom data\" is missing and values for them would be dropped without a word", Give("access all custom data\" and \"edit all custom data"));
    }

    private CheckResult LocationType(CiviSite site) => locationType is null || site.LocationTypes.Contains(locationType, StringComparer.OrdinalIgnoreCase)
        ? Line("location type", true, locationType ?? "the site's default")
        : Line("location type", false, $"there is no location type {locationType}", $"Use one of {string.Join(", ", site.LocationTypes)}.");

    private CheckResult Links(CiviSite site) => site.ReadsLinks ? Line("CiviCRM's own links", true, mirror ? "kept in step" : "can be read")
        : mirror ? Line("CiviCRM's own links", false, "UFMatch cannot be read", Give("administer CiviCRM"))
        : Line("CiviCRM's own links", null, "UFMatch cannot be read; it is not needed without links.mirror");

    private CheckResult Login(CiviSite site) => changeCmsEmail
        ? Line("CMS log-ins", null, site.SyncsCmsEmail ? "a changed primary address changes the e-mail of the CMS user too, as the profile allows" : "the setting syncCMSEmail is off")
        : Line("CMS log-ins", true, site.SyncsCmsEmail ? "addresses are written in the way that does not reach the CMS" : "the setting syncCMSEmail is off");

    private static CheckResult Right(string check, bool? given, string without, string permission) =>
        Line(check, given, given switch { true => "given", false => without, _ => "CiviCRM does not say" }, given == false ? Give(permission) : null);

    private static string Give(string permission) => $"Give the CMS user of the API key the permission \"{permission}\": docs/civicrm.md.";

    private static CheckResult Line(string check, bool? passed, string detail, string? remedy = null) => new(check, passed, detail) { Remedy = remedy, Side = Side.Crm };
}
