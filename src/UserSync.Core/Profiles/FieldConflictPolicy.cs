namespace UserSync.Core.Profiles;

/// <summary>What to do when both sides changed a field differently.</summary>
public enum FieldConflictPolicy
{
    /// <summary>Change nothing and report it.</summary>
    Report,

    /// <summary>The user's value wins.</summary>
    Cms,

    /// <summary>The contact's value wins.</summary>
    Crm,

    /// <summary>The later change wins; only where both sides know the time of their last change.</summary>
    Newest,
}
