using System.Globalization;

namespace UserSync.Core.Links;

/// <summary>A run as the link store remembers it.</summary>
public sealed record SyncRun
{
    /// <summary>Id of the run; sorts by time.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>The site's stable key.</summary>
    public required string Site { get; init; }

    /// <summary>The account's stable key.</summary>
    public required string Account { get; init; }

    /// <summary>Direction of the run.</summary>
    public required string Direction { get; init; }

    /// <summary>running, done, partly, stopped, braked, failed, human (needs one), refused, manual (links changed or conflicts decided by hand).</summary>
    public required string State { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, and for a run that was killed.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Hash of match rules and filter, to notice that they changed.</summary>
    public string? MatchHash { get; init; }

    /// <summary>The summary as JSON.</summary>
    public string? Summary { get; init; }

    /// <summary>Id of the error that ended it early.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Why it ended early.</summary>
    public string? Message { get; init; }

    // Sorts by time; the tail tells runs of one millisecond apart.
    internal static string NewId(DateTimeOffset at) => $"{at.UtcDateTime.ToString("yyyyMMdd-HHmmssfff", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..4]}";
}
