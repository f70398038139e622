namespace UserSync.Core.Connectors;

/// <summary>What a system can do. The core asks these flags, never a product's name.</summary>
public sealed record ConnectorCapabilities
{
    /// <summary>Records carry a trustworthy time of their last change, and can be asked for by it.</summary>
    public bool ModifiedTime { get; init; }

    /// <summary>That time is told without its zone, which nobody named: it may be hours away from what it says, and is compared with no other system's.</summary>
    public bool ZoneUnknown { get; init; }

    /// <summary>The time of a contact's last change does not move with its tags and groups: who needs those must compare everything.</summary>
    public bool TimeMissesMemberships { get; init; }

    /// <summary>Instead of such a time the site makes hashes of its users: the connector is an <see cref="IUserHashes"/>.</summary>
    public bool ContentHashes { get; init; }

    /// <summary>A listing tells how many records there are.</summary>
    public bool Totals { get; init; }

    /// <summary>Records can be looked up by e-mail.</summary>
    public bool FindByEmail { get; init; }

    /// <summary>No two records have the same e-mail address: the system itself sees to it.</summary>
    public bool UniqueEmail { get; init; }

    /// <summary>Contacts can be looked up by telephone number.</summary>
    public bool FindByPhone { get; init; }

    /// <summary>Records can be looked up by the value of a field.</summary>
    public bool FindByKey { get; init; }

    /// <summary>Records can be created.</summary>
    public bool Create { get; init; }

    /// <summary>Records can be changed.</summary>
    public bool Update { get; init; }

    /// <summary>Users can be blocked.</summary>
    public bool Block { get; init; }

    /// <summary>Whether the system mails people.</summary>
    public NotifyChoice Notify { get; init; }

    /// <summary>What a delete means.</summary>
    public DeleteKind Delete { get; init; }

    /// <summary>Deleted records can be seen as such.</summary>
    public bool Trash { get; init; }

    /// <summary>Contacts can be taken out of the trash.</summary>
    public bool Restore { get; init; }

    /// <summary>Contacts have tags.</summary>
    public bool Tags { get; init; }

    /// <summary>Contacts are put into groups of the CRM.</summary>
    public bool ContactGroups { get; init; }

    /// <summary>Users have groups.</summary>
    public bool Groups { get; init; }

    /// <summary>Notes can be written to a record.</summary>
    public bool Notes { get; init; }

    /// <summary>The system keeps links of its own, which are read before anybody is matched and kept in step: the connector is an <see cref="ILinkMirror"/>.</summary>
    public bool LinkMirror { get; init; }

    /// <summary>Writes are staged and become real, all at once, with <see cref="IConnector.CommitAsync"/>.</summary>
    public bool Transactional { get; init; }

    /// <summary>A new record's id is chosen by us, in <see cref="IConnector.ChooseId"/>; it serves as marker.</summary>
    public bool ChoosesId { get; init; }

    /// <summary>
    /// What the API addresses of a new user is chosen by us, in <see cref="IConnector.ChooseId"/>, and serves as marker; the id that
    /// people see is the system's own and known only after the create.
    /// </summary>
    public bool ChoosesKey { get; init; }

    /// <summary>How many writes one call takes.</summary>
    public int WriteBatch { get; init; } = 1;

    /// <summary>How many calls may be under way at once.</summary>
    public int MaxParallel { get; init; } = 1;

    /// <summary>What reading costs.</summary>
    public ReadCosts Costs { get; init; } = new(100, 1, 0);
}
