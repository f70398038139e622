namespace UserSync.Core.Profiles;

/// <summary>Where links, baseline and journal are kept.</summary>
public sealed record LinkStoreSettings
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public string Store { get; init; } = "sqlite";

    /// <summary>Full path of the SQLite file.</summary>
    public string? Path { get; init; }

    /// <summary>Reference to the connection string of PostgreSQL.</summary>
    public string? Connection { get; init; }

    /// <summary><c>ufmatch</c> keeps CiviCRM's own table in step; null for none.</summary>
    public string? Mirror { get; init; }
}
