namespace UserSync.Core.Planning;

/// <summary>What a planned change does. The order is the order of execution.</summary>
public enum ChangeAction
{
    /// <summary>Removes a link.</summary>
    Unlink,

    /// <summary>Makes the missing record of a pair and links it.</summary>
    Create,

    /// <summary>Links two records that exist.</summary>
    Link,

    /// <summary>Changes fields of a linked record.</summary>
    Update,

    /// <summary>Writes a note.</summary>
    Note,

    /// <summary>Blocks a user.</summary>
    Block,

    /// <summary>Deletes a record.</summary>
    Delete,

    /// <summary>Nothing is written: a human must decide.</summary>
    Conflict,

    /// <summary>Nothing is written, by policy or decision.</summary>
    Skip,

    /// <summary>Linked, but outside the profile's filter: the link stays, nothing is written.</summary>
    OutOfScope,

    /// <summary>Nothing is written to either side; the baseline takes what both hold.</summary>
    Confirm,
}
