namespace UserSync.Core.Profiles;

/// <summary>Which records of an end take part; a linked record outside the filter is out of scope, not gone.</summary>
public sealed record RecordFilter
{
    /// <summary>Users of any of these groups, by id or name; empty for all users.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Contacts with any of these tags; empty for all contacts.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Contacts without any of these tags.</summary>
    public IReadOnlyList<string> NotTags { get; init; } = [];

    /// <summary>True when everything takes part.</summary>
    public bool IsEmpty => Groups.Count == 0 && Tags.Count == 0 && NotTags.Count == 0;
}
