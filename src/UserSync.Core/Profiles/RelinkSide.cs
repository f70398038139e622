namespace UserSync.Core.Profiles;

/// <summary>A side that is filled or cleared when a link moves or goes.</summary>
public enum RelinkSide
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>The contact: filled is the new one, cleared the former one.</summary>
    Contact,

    /// <summary>The user.</summary>
    User,
}
