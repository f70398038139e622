using UserSync.Core.Model;

namespace UserSync.Connectors.CiviCrm;

/// <summary>What an installation tells about itself and about the account that asks.</summary>
/// <param name="Routes">The form of its addresses.</param>
/// <param name="ContactId">Our own contact.</param>
internal sealed record CiviSite(CiviRoutes Routes, string ContactId)
{
    /// <summary>Our own name; null when our own contact is not shown, which means that none is.</summary>
    public string? ActingAs { get; init; }

    /// <summary>The version; null when the account may not know.</summary>
    public string? Version { get; init; }

    /// <summary>Contacts may be made; null when CiviCRM does not say.</summary>
    public bool? MayCreate { get; init; }

    /// <summary>Contacts may be changed; null when CiviCRM does not say.</summary>
    public bool? MayUpdate { get; init; }

    /// <summary>UFMatch can be read, so it can be written too: both need "administer CiviCRM".</summary>
    public bool ReadsLinks { get; init; }

    /// <summary>The domain of a multisite that we talk to; null when the account may not know. Links of other domains are other sites' links.</summary>
    public long? DomainId { get; init; }

    /// <summary>A contact in the trash was shown, which proves the right to see them. False proves nothing.</summary>
    public bool SeesTrash { get; init; }

    /// <summary>Some ids below the highest are not shown: deleted for good, or in a trash that we may not see.</summary>
    public bool HidesContacts { get; init; }

    /// <summary>The setting syncCMSEmail; taken as on when it cannot be read, as it is by default.</summary>
    public bool SyncsCmsEmail { get; init; } = true;

    /// <summary>Names of the location types.</summary>
    public IReadOnlyList<string> LocationTypes { get; init; } = [];

    /// <summary>Names of the website types.</summary>
    public IReadOnlyList<string> WebsiteTypes { get; init; } = [];

    /// <summary>Fields of a contact by name.</summary>
    public IReadOnlyDictionary<string, CiviField> Fields { get; init; } = new Dictionary<string, CiviField>(StringComparer.Ordinal);

    /// <summary>The highest id that a contact had when we came: what we make is above it.</summary>
    public long HighestId { get; init; }

    /// <summary>How many individuals there are.</summary>
    public long? Individuals { get; init; }
}
