namespace UserSync.Core.Profiles;

/// <summary>Joins one site with one account: both ends, link store, match rules, field map, policies. Read-only once loaded.</summary>
public sealed record SyncProfile
{
    /// <summary>Name of the profile.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the file; paths inside the profile are relative to its folder.</summary>
    public required string Path { get; init; }

    /// <summary>The website.</summary>
    public required EndSettings Cms { get; init; }

    /// <summary>The CRM.</summary>
    public required EndSettings Crm { get; init; }

    /// <summary>Where links, baseline and journal are kept.</summary>
    public required LinkStoreSettings Links { get; init; }

    /// <summary>Match rules in their order.</summary>
    public IReadOnlyList<MatchRule> Match { get; init; } = [MatchRule.Email];

    /// <summary>What to do when several contacts match one user.</summary>
    public AmbiguityPolicy OnAmbiguous { get; init; }

    /// <summary>Direction of a run when the caller names none.</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.ToCrm;

    /// <summary>The field map.</summary>
    public IReadOnlyList<FieldMapping> Fields { get; init; } = [];

    /// <summary>Groups of the user and tags of the contact that stand for each other.</summary>
    public IReadOnlyList<GroupMapping> Groups { get; init; } = [];

    /// <summary>How users are made and changed.</summary>
    public UserPolicy Users { get; init; } = new();

    /// <summary>How contacts are made and changed.</summary>
    public ContactPolicy Contacts { get; init; } = new();

    /// <summary>What happens to mapped fields when a link moves to another contact.</summary>
    public RelinkPolicy Relink { get; init; } = new();

    /// <summary>What stops a run before its first write.</summary>
    public BrakeSettings Brakes { get; init; } = new();

    /// <summary>How long the journal is kept.</summary>
    public HistorySettings History { get; init; } = new();

    /// <summary>
    /// SHA-256 of match rules and filters, as small hexadecimal digits. When it differs from the store's, records may have left the
    /// run without being gone: deletes then need a rebase.
    /// </summary>
    public string MatchAndFilterHash => ProfileHash.OfMatchAndFilter(this);
}
