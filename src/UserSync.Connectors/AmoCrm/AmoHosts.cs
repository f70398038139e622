using UserSync.Core.Errors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Addresses of amoCRM and Kommo (contract 1.1). A secret goes to nobody else.</summary>
internal static class AmoHosts
{
    private static readonly string[] Suffixes = [".amocrm.ru", ".amocrm.com", ".kommo.com"];

    /// <summary>The address of an account with a slash at the end.</summary>
    /// <exception cref="ConnectorException">The profile has no address of an account.</exception>
    public static Uri BaseOf(EndSettings end)
    {
        if (end.Url is not { IsAbsoluteUri: true } url || !IsTrusted(url, null))
        {
            throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"crm.url {end.Url} is no address of an account of amoCRM or Kommo.",
                "Set crm.url to the address that you see when you work in the account, such as https://acme.amocrm.ru or https://acme.kommo.com.");
        }

        return new Uri(url.GetLeftPart(UriPartial.Authority) + "/");
    }

    /// <summary>Whether secrets may be sent to an address: hosts of the vendor over https, or a simulator on this machine.</summary>
    /// <param name="url">The address.</param>
    /// <param name="known">An address that is trusted already; null for none. Only from one on this machine may another follow.</param>
    public static bool IsTrusted(Uri url, Uri? known)
    {
        if (url.IsLoopback && url.Scheme is "http" or "https")
            return known is null || known.IsLoopback;
        return url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0 && url.IsDefaultPort
            && Suffixes.Any(s => url.IdnHost.EndsWith(s, StringComparison.OrdinalIgnoreCase) && url.IdnHost.Length > s.Length && !url.IdnHost.StartsWith("www.", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The address of a host that the vendor names, in the scheme of the known one.</summary>
    /// <exception cref="ConnectorException">The host is not the vendor's.</exception>
    public static Uri OfHost(string host, Uri known) => Trusted(host, known)
        ?? throw new ConnectorException(Side.Crm, ConnectorErrorKind.Fatal, $"{host} is no address of amoCRM or Kommo; no secret was sent to it.", "Check who sent you that address.");

    /// <summary>The address of a host in the scheme of the known one; null when it is not the vendor's.</summary>
    public static Uri? Trusted(string host, Uri known) =>
        Uri.TryCreate($"{known.Scheme}://{host}/", UriKind.Absolute, out Uri? url) && url.PathAndQuery == "/" && IsTrusted(url, known) ? url : null;

    /// <summary>True for Kommo.</summary>
    public static bool IsKommo(EndSettings end) =>
        end.Options.GetValueOrDefault("platform") is { } named ? named == "kommo" : end.Url?.IdnHost.EndsWith(".kommo.com", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Where an administrator grants access.</summary>
    public static Uri Consent(EndSettings end, Uri address, string clientId, string state)
    {
        string site = address.IsLoopback ? address.GetLeftPart(UriPartial.Authority) : IsKommo(end) ? "https://www.kommo.com" : "https://www.amocrm.ru";
        return new Uri($"{site}/oauth?client_id={Uri.EscapeDataString(clientId)}&state={Uri.EscapeDataString(state)}&mode=post_message");
    }
}
