using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>One line of the checklist of <c>Test-SyncProfile</c>.</summary>
/// <param name="Check">What was checked, such as "credential" or "field meta.company".</param>
/// <param name="Passed">True when it is as it must be; null when it could not be checked.</param>
/// <param name="Detail">What was found.</param>
public sealed record CheckResult(string Check, bool? Passed, string Detail)
{
    /// <summary>What to do when it failed.</summary>
    public string? Remedy { get; init; }

    /// <summary>The side that was checked; null for the profile itself and the link store.</summary>
    public Side? Side { get; init; }

    /// <summary>The error that made it fail; null when it was found by looking.</summary>
    public SyncError? Error { get; init; }

    /// <summary>Name of the profile.</summary>
    public string? Profile { get; init; }
}
