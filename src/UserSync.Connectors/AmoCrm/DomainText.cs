using System.Globalization;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Domains in letters instead of punycode.</summary>
internal static class DomainText
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The domain in Unicode; null for what is none.</summary>
    public static string? Unicode(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
