namespace UserSync.Core.Profiles;

/// <summary>How contacts are made and changed.</summary>
public sealed record ContactPolicy
{
    /// <summary>Users without a contact get one.</summary>
    public bool Create { get; init; } = true;

    /// <summary>Linked contacts are changed.</summary>
    public bool Update { get; init; } = true;

    /// <summary>Tags of a new contact.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Kind or location type of an e-mail address that is written through a path without one (WORK, Home); null leaves it to the CRM.</summary>
    public string? EmailKind { get; init; }

    /// <summary>Field that gets the address of the user's page in the CMS; null for none.</summary>
    public string? ProfileLinkField { get; init; }

    /// <summary>Field that holds the marker of a created contact; null where the system has another marker.</summary>
    public string? Marker { get; init; }

    /// <summary>Events that leave a note on the contact: created, linked, conflict, userDeleted.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What happens when the contact's user is proven to be gone.</summary>
    public GonePolicy OnUserDeleted { get; init; } = GonePolicy.Unlink;
}
