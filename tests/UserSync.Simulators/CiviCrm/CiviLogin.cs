using Microsoft.AspNetCore.Http;

namespace UserSync.Simulators.CiviCrm;

/// <summary>Who sends a request, as the extension authx finds out.</summary>
/// <param name="Account">The account; anonymous when none was named.</param>
/// <param name="Flow">How it was named; null for anonymous.</param>
/// <param name="Error">Why the request is refused with 401; null when it is not.</param>
/// <param name="NeedsAjaxHeader">True when X-Requested-With is asked for.</param>
public sealed record CiviLogin(CiviAccount Account, string? Flow, string? Error, bool NeedsAjaxHeader)
{
    /// <summary>Reads the credential of a request.</summary>
    public static CiviLogin Of(HttpRequest request, IReadOnlyDictionary<string, string> form, IReadOnlyCollection<CiviAccount> accounts, string siteKey)
    {
        string given = request.Headers["X-Civi-Auth"].ToString();
        string flow = "xheader";
        if (given.Length == 0 && form.TryGetValue("_authx", out string? parameter))
            (given, flow) = (parameter, "param");
        if (given.Length == 0 && form.TryGetValue("api_key", out string? legacy))
            return Legacy(legacy, form.GetValueOrDefault("key"), accounts, siteKey);
        if (given.Length == 0)
            (given, flow) = (request.Headers.Authorization.ToString(), "header");
        if (given.Length == 0)
            return new CiviLogin(CiviAccount.Anonymous, null, null, NeedsAjaxHeader: true);
        CiviAccount? account = given.StartsWith("Bearer ", StringComparison.Ordinal) ? accounts.FirstOrDefault(a => a.ApiKey == given[7..]) : null;
        if (account is null)
            return new CiviLogin(CiviAccount.Anonymous, flow, "Invalid credential", flow == "header");
        bool guarded = account.May("authenticate with api key") || request.Headers["X-Civi-Key"] == siteKey || form.GetValueOrDefault("_authxSiteKey") == siteKey;
        return new CiviLogin(account, flow, guarded ? null : "Login not permitted. Must satisfy guard (site_key, perm).", flow == "header");
    }

    private static CiviLogin Legacy(string apiKey, string? key, IReadOnlyCollection<CiviAccount> accounts, string siteKey)
    {
        if (key != siteKey)
            return new CiviLogin(CiviAccount.Anonymous, null, null, NeedsAjaxHeader: false);
        CiviAccount? account = accounts.FirstOrDefault(a => a.ApiKey == apiKey);
        return new CiviLogin(account ?? CiviAccount.Anonymous, "legacyrest", account is null ? "FATAL: Invalid credential" : null, NeedsAjaxHeader: false);
    }
}
