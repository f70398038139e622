using UserSync.Core.Connectors;

namespace UserSync.Core.Execution;

/// <summary>Whether values of one field can be written to another.</summary>
internal static class FieldFit
{
    private static readonly Dictionary<string, string[]> Taken = new(StringComparer.Ordinal)
    {
        ["email"] = ["email", "text"],
        ["phone"] = ["phone", "text"],
        ["url"] = ["url", "text"],
        ["number"] = ["number"],
        ["boolean"] = ["boolean"],
        ["date"] = ["date", "datetime"],
        ["datetime"] = ["datetime", "date"],
        ["choice"] = ["choice"],
        ["choices"] = ["choices", "choice"],
    };

    /// <summary>True when it fits, false when it cannot, null when only the values will tell: text may hold a number or a date.</summary>
    public static bool? Of(FieldInfo from, FieldInfo to)
    {
        if (!Taken.TryGetValue(to.Type, out string[]? taken) || taken.Contains(from.Type, StringComparer.Ordinal))
            return true;
        return from.Type is "text" or "choice" or "choices" ? null : false;
    }
}
