namespace UserSync.Core.Links;

/// <summary>Which links are wanted. Without ids all links of the pair; ids that have no link bring no row.</summary>
public sealed record LinkQuery
{
    /// <summary>All links.</summary>
    public static LinkQuery All { get; } = new();

    /// <summary>Only links of this site; null for all.</summary>
    public string? Site { get; init; }

    /// <summary>Only links of this account; null for all.</summary>
    public string? Account { get; init; }

    /// <summary>Only links of these users; null for all.</summary>
    public IReadOnlyCollection<string>? UserIds { get; init; }

    /// <summary>Only links of these contacts; null for all.</summary>
    public IReadOnlyCollection<string>? ContactIds { get; init; }

    /// <summary>Only links with or without the flag "temporary user"; null for both.</summary>
    public bool? IsTemporary { get; init; }
}
