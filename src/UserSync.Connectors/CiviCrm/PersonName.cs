namespace UserSync.Connectors.CiviCrm;

/// <summary>One name as the first and last name that CiviCRM keeps: "Anna Maria Berg" and "Berg, Anna Maria".</summary>
internal static class PersonName
{
    /// <summary>Splits a name.</summary>
    public static (string First, string Last) Split(string name)
    {
        string plain = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        int comma = plain.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
            return (plain[(comma + 1)..].Trim(), plain[..comma].Trim());
        int blank = plain.LastIndexOf(' ');
        return blank < 0 ? (plain, "") : (plain[..blank], plain[(blank + 1)..]);
    }
}
