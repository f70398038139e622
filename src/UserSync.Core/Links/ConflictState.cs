namespace UserSync.Core.Links;

/// <summary>Where a conflict stands.</summary>
public enum ConflictState
{
    /// <summary>Waits for a decision.</summary>
    Open,

    /// <summary>An administrator decided to leave it as it is; it is not reported again.</summary>
    Ignored,

    /// <summary>An administrator decided it by a link, or its cause is gone.</summary>
    Resolved,

    /// <summary>An administrator decided that a partner is made anew; the next run does it.</summary>
    Create,
}
