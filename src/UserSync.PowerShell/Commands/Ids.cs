namespace UserSync.PowerShell.Commands;

/// <summary>Ids as a caller or a pipe gives them.</summary>
internal static class Ids
{
    /// <summary>Those that say something, each once.</summary>
    public static string[] Of(string?[]? given) => given is null ? [] : [.. given.Where(id => !string.IsNullOrWhiteSpace(id)).Select(id => id!.Trim()).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether somebody meant several ids by it.</summary>
    public static bool IsPattern(string id) => id.Contains('*', StringComparison.Ordinal);
}
