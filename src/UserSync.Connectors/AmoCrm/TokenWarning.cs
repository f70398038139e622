using System.Globalization;

namespace UserSync.Connectors.AmoCrm;

/// <summary>Says in time that a token ends.</summary>
internal static class TokenWarning
{
    /// <summary>How long before the end it is said.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <summary>The warning; null when there is none to give.</summary>
    public static string? Of(DateTimeOffset? end, DateTimeOffset now) => end is { } at && at - now <= Ahead
        ? string.Create(CultureInfo.InvariantCulture, $"The access to amoCRM ends on {at:yyyy-MM-dd}, in {Math.Max(0, (int)(at - now).TotalDays)} days. Make a new long-lived token, or connect again with Connect-CrmAccount, before that.")
        : null;
}
