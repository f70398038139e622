using System.Globalization;

namespace UserSync.Connectors.CiviCrm;

/// <summary>The forms in which a normalised address or number may be stored.</summary>
internal static class Spellings
{
    private const int LongestCountryCode = 3;
    private static readonly IdnMapping Idn = new();

    /// <summary>An address, and with an international domain its Unicode form too.</summary>
    public static IEnumerable<string> OfEmail(string address)
    {
        yield return address;
        int at = address.LastIndexOf('@');
        if (at < 0 || !address.Contains("xn--", StringComparison.OrdinalIgnoreCase))
            yield break;
        string? unicode = null;
        try
        {
            unicode = address[..(at + 1)] + Idn.GetUnicode(address[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            // Not a name that could be written otherwise.
        }

        if (unicode is not null)
            yield return unicode;
    }

    /// <summary>
    /// The digits of a number as CiviCRM's phone_numeric keeps them: with country code, with 00 before it, or national with and
    /// without trunk zero. How long the country code is nobody knows here; the caller compares again.
    /// </summary>
    public static IEnumerable<string> OfPhone(string number)
    {
        string digits = string.Concat(number.Where(char.IsAsciiDigit));
        yield return digits;
        yield return "00" + digits;
        for (int code = 1; code <= LongestCountryCode && digits.Length - code >= 4; code++)
        {
            string national = digits[code..];
            yield return national;
            yield return "0" + national;
            yield return digits[..code] + "0" + national;
            yield return "00" + digits[..code] + "0" + national;
        }
    }
}
