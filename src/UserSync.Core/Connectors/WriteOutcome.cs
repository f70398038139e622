namespace UserSync.Core.Connectors;

/// <summary>What became of a write.</summary>
public enum WriteOutcome
{
    /// <summary>Stored, or staged by a transactional connector.</summary>
    Done,

    /// <summary>Refused; nothing was stored.</summary>
    Failed,

    /// <summary>Nobody knows; the intent stays and is settled at the next start.</summary>
    InDoubt,

    /// <summary>Not sent.</summary>
    NotAttempted,
}
