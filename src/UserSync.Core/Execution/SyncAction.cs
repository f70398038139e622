namespace UserSync.Core.Execution;

/// <summary>What was done to a pair.</summary>
public enum SyncAction
{
    /// <summary>The link was removed.</summary>
    Unlinked,

    /// <summary>A record was made and linked.</summary>
    Created,

    /// <summary>Two records that existed were linked.</summary>
    Linked,

    /// <summary>Fields of a linked record were changed.</summary>
    Updated,

    /// <summary>A note was written.</summary>
    Noted,

    /// <summary>A user was blocked.</summary>
    Blocked,

    /// <summary>A record was deleted.</summary>
    Deleted,

    /// <summary>A human must decide.</summary>
    Conflict,

    /// <summary>Left alone by policy or decision.</summary>
    Skipped,

    /// <summary>Linked, but outside the profile's filter.</summary>
    OutOfScope,

    /// <summary>Only the baseline was renewed.</summary>
    Confirmed,
}
