using System.Globalization;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>The numbers of a run; each means what it says.</summary>
public sealed record SyncSummary
{
    /// <summary>Id of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Name of the profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Direction of the run.</summary>
    public required string Direction { get; init; }

    /// <summary>True for a preview: the numbers are planned, nothing was written.</summary>
    public bool WhatIf { get; init; }

    /// <summary>Users that were looked at.</summary>
    public long Checked { get; init; }

    /// <summary>Pairs that were linked before.</summary>
    public long AlreadyLinked { get; init; }

    /// <summary>Links made now between records that existed.</summary>
    public long Linked { get; init; }

    /// <summary>Records made now.</summary>
    public long Created { get; init; }

    /// <summary>Records changed now.</summary>
    public long Updated { get; init; }

    /// <summary>Records deleted now.</summary>
    public long Deleted { get; init; }

    /// <summary>Links removed now.</summary>
    public long Unlinked { get; init; }

    /// <summary>Users that were blocked.</summary>
    public long Blocked { get; init; }

    /// <summary>Left alone by policy, decision, filter, or because the administrator said no.</summary>
    public long Skipped { get; init; }

    /// <summary>Waiting for a human.</summary>
    public long Conflicts { get; init; }

    /// <summary>Refused items.</summary>
    public long Failed { get; init; }

    /// <summary>Planned, but the run ended before.</summary>
    public long NotAttempted { get; init; }

    /// <summary>Requests sent.</summary>
    public RequestTotals Requests { get; init; } = new(0, 0, 0);

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>How users were read: "all", "changed since …", "given".</summary>
    public string Reading { get; init; } = "";

    /// <summary>Why the run ended early; null when it came to its end.</summary>
    public string? Ended { get; init; }

    /// <summary>True when the run came to its end and nothing was to be done.</summary>
    public bool NothingToDo => Ended is null && Linked + Created + Updated + Deleted + Unlinked + Blocked + Failed + NotAttempted == 0;

    private string Noun => (Direction switch { nameof(SyncDirection.ToCms) => "contact", "Undo" => "change", "Relink" => "link", _ => "user" }) + (Checked == 1 ? "" : "s");

    /// <summary>The summary as a sentence.</summary>
    public override string ToString()
    {
        string will = WhatIf ? "would be " : "";
        (long Count, string Word)[] parts =
        [
            (AlreadyLinked, "already linked"), (Linked, will + "linked"), (Created, will + "created"), (Updated, will + "updated"), (Deleted, will + "deleted"),
            (Unlinked, will + "unlinked"), (Blocked, will + "blocked"), (Skipped, "skipped"), (Conflicts, "in conflict"), (Failed, "failed"), (NotAttempted, "not attempted"),
        ];
        string list = string.Join(", ", parts.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count} {p.Word}")));
        string end = Ended is null ? NothingToDo ? " Nothing was to be done." : "" : $" Ended early: {Ended}";
        return string.Create(CultureInfo.InvariantCulture, $"Checked {Checked} {Noun}: {(list.Length == 0 ? "none linked" : list)}.{end}");
    }
}
