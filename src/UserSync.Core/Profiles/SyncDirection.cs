namespace UserSync.Core.Profiles;

/// <summary>Which way values travel.</summary>
public enum SyncDirection
{
    /// <summary>From the user to the contact.</summary>
    ToCrm,

    /// <summary>From the contact to the user.</summary>
    ToCms,

    /// <summary>Either way, by three-way merge.</summary>
    Both,
}
