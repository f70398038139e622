using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Execution;

/// <summary>What a run is asked to do. Without <see cref="All"/>, users, contacts or <see cref="Failed"/> nothing is done.</summary>
public sealed record SyncRequest
{
    /// <summary>All users that the profile's filter lets through; of a run towards the site all contacts.</summary>
    public bool All { get; init; }

    /// <summary>Users as they were read; read again when they lack a mapped field.</summary>
    public IReadOnlyList<CmsUser> Users { get; init; } = [];

    /// <summary>Ids of further users.</summary>
    public IReadOnlyList<string> UserIds { get; init; } = [];

    /// <summary>Contacts as they were read, of a run towards the site; read again when they lack a mapped field.</summary>
    public IReadOnlyList<CrmContact> Contacts { get; init; } = [];

    /// <summary>Ids of further contacts, of a run towards the site.</summary>
    public IReadOnlyList<string> ContactIds { get; init; } = [];

    /// <summary>Only contacts with any of these tags, by id or name, of a run towards the site.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Only contacts without any of these tags, of a run towards the site.</summary>
    public IReadOnlyList<string> NotTags { get; init; } = [];

    /// <summary>Direction of the run; null takes the profile's.</summary>
    public SyncDirection? Direction { get; init; }

    /// <summary>True plans and shows, and writes nothing anywhere.</summary>
    public bool WhatIf { get; init; }

    /// <summary>Only what changed since the last run, where the side can tell; else everything is read and compared.</summary>
    public bool Incremental { get; init; }

    /// <summary>Only users changed at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only the users that failed in this run.</summary>
    public string? Failed { get; init; }

    /// <summary>Takes this run back instead of planning anew; null for an ordinary run.</summary>
    public string? Undo { get; init; }

    /// <summary>Of a run that is taken back, true also removes the records that it created and nobody edited since.</summary>
    public bool RemoveCreated { get; init; }

    /// <summary>Keeps links, takes equal values as baseline, removes nothing.</summary>
    public bool Rebase { get; init; }

    /// <summary>Accepts that site or account is another one than before.</summary>
    public bool AcceptIdentity { get; init; }

    /// <summary>Overrides the profile's brake, in percent.</summary>
    public int? MaxDeletePercent { get; init; }

    /// <summary>Most writes under way at once; null takes the connector's.</summary>
    public int? ThrottleLimit { get; init; }

    /// <summary>True when the run is about named records only.</summary>
    public bool IsGiven => Users.Count + UserIds.Count + Contacts.Count + ContactIds.Count > 0 || Failed is not null;

    /// <summary>Asked about each user that is read, before anything is planned; null takes all as they are.</summary>
    public Func<CmsUser, CancellationToken, Task<UserChoice>>? Choose { get; init; }

    /// <summary>True when <see cref="Choose"/> may leave users out: the run then says nothing about users that it did not look at.</summary>
    public bool LeavesOut { get; init; }

    /// <summary>True reports progress.</summary>
    public bool Progress { get; init; }
}
