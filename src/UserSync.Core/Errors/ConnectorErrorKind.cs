namespace UserSync.Core.Errors;

/// <summary>What a failure of a remote system means for the run.</summary>
public enum ConnectorErrorKind
{
    /// <summary>Network fault or server error that may pass.</summary>
    Transient,

    /// <summary>The system asks for a slower pace.</summary>
    Throttled,

    /// <summary>The credential was refused.</summary>
    Authentication,

    /// <summary>The credential is known but has no right to this.</summary>
    Permission,

    /// <summary>The record does not exist.</summary>
    NotFound,

    /// <summary>Another record holds a value that must be unique.</summary>
    Duplicate,

    /// <summary>The system refuses this item's values.</summary>
    InvalidItem,

    /// <summary>A write may or may not have been stored; its intent stays open and is settled.</summary>
    InDoubt,

    /// <summary>The account is blocked; going on would make it worse.</summary>
    Blocked,

    /// <summary>The answer is not what the system's contract says: HTML, a cut body, a wrong shape.</summary>
    Protocol,

    /// <summary>The system is being maintained.</summary>
    Maintenance,

    /// <summary>Nothing can be done without a change of configuration.</summary>
    Fatal,
}
