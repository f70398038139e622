namespace UserSync.Core.Connectors;

/// <summary>
/// What a walk shall bring. A connector may bring more than asked for; the caller checks every row. The profile's filter is the
/// caller's to ask for: a run that makes records must see those outside of it, or it would make them a second time.
/// </summary>
public sealed record RecordQuery
{
    /// <summary>Everything.</summary>
    public static RecordQuery All { get; } = new();

    /// <summary>Only records changed at or after this time. Only where the capability ModifiedTime is set.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>Users of any of these groups, by id or name.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Contacts with any of these tags, by id or name.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Contacts without any of these tags.</summary>
    public IReadOnlyList<string> NotTags { get; init; } = [];

    /// <summary>The tags of contacts are needed whatever <see cref="Fields"/> says.</summary>
    public bool WithTags { get; init; }

    /// <summary>The groups of contacts are needed whatever <see cref="Fields"/> says.</summary>
    public bool WithGroups { get; init; }

    /// <summary>Free text as the system's own search understands it; null for none.</summary>
    public string? Search { get; init; }

    /// <summary>Field paths that the caller needs beyond the core ones; null for all that the system has.</summary>
    public IReadOnlyCollection<string>? Fields { get; init; }
}
