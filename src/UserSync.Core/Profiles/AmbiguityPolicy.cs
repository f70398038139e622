namespace UserSync.Core.Profiles;

/// <summary>What to do when several contacts match one user.</summary>
public enum AmbiguityPolicy
{
    /// <summary>Report a conflict; nothing is linked or created.</summary>
    Conflict,

    /// <summary>Take the oldest contact, journalled as a choice.</summary>
    Oldest,

    /// <summary>Skip the user without a conflict.</summary>
    Skip,
}
