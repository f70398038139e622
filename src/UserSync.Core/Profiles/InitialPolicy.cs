namespace UserSync.Core.Profiles;

/// <summary>What happens to a field the first time, when no baseline tells who changed.</summary>
public enum InitialPolicy
{
    /// <summary>Write only into an empty field.</summary>
    Fill,

    /// <summary>Write whatever the target holds.</summary>
    Overwrite,

    /// <summary>Leave the target alone.</summary>
    Keep,
}
