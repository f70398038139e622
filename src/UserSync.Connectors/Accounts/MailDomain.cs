using System.Globalization;

namespace UserSync.Connectors.Accounts;

/// <summary>Addresses with an international domain: WordPress accepts only the form <c>xn--…</c> and old imports left the other one; Joomla finds by that form only and shows the other one.</summary>
internal static class MailDomain
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The address with its domain in ASCII; unchanged when that is not possible.</summary>
    public static string ToAscii(string address) => Map(address, Idn.GetAscii);

    /// <summary>The forms in which the address may be stored.</summary>
    public static IEnumerable<string> Spellings(string address)
    {
        string ascii = ToAscii(address);
        yield return ascii;
        string unicode = Map(ascii, Idn.GetUnicode);
        if (unicode != ascii)
            yield return unicode;
    }

    private static string Map(string address, Func<string, string> map)
    {
        int at = address.LastIndexOf('@');
        if (at < 0 || at == address.Length - 1)
            return address;
        string domain = address[(at + 1)..];
        if (System.Text.Ascii.IsValid(domain) && !domain.Contains("xn--", StringComparison.OrdinalIgnoreCase))
            return address;
        try
        {
            return address[..(at + 1)] + map(domain);
        }
        catch (ArgumentException)
        {
            return address;
        }
    }
}
