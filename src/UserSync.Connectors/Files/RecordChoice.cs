namespace UserSync.Connectors.Files;

/// <summary>Whether a query lets a record through.</summary>
internal static class RecordChoice
{
    /// <summary>True when nothing is wanted, or one of the record's groups is wanted.</summary>
    public static bool IsIn<T>(IReadOnlyList<string> wanted, IReadOnlyList<T>? has, Func<T, string> name) =>
        wanted.Count == 0 || HasAny(wanted, has, name);

    /// <summary>True when the record has one of these.</summary>
    public static bool HasAny<T>(IReadOnlyList<string> names, IReadOnlyList<T>? has, Func<T, string> name) =>
        names.Count > 0 && has?.Any(h => names.Contains(name(h), StringComparer.OrdinalIgnoreCase)) == true;

    /// <summary>A record that does not tell its time may have changed.</summary>
    public static bool IsSince(DateTimeOffset? since, DateTimeOffset? modified) => since is null || modified is null || modified >= since;

    /// <summary>True when one of the texts contains what is searched for.</summary>
    public static bool IsFound(string? search, params ReadOnlySpan<string?> texts)
    {
        if (string.IsNullOrEmpty(search))
            return true;
        foreach (string? text in texts)
        {
            if (text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
                return true;
        }

        return false;
    }
}
