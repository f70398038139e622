namespace UserSync.Simulators.Drupal;

/// <summary>What the site's setting makes of a deleted account.</summary>
public enum CancelMethod
{
    /// <summary>Blocked.</summary>
    Block,

    /// <summary>Blocked, its content unpublished.</summary>
    BlockUnpublish,

    /// <summary>Gone, its content is the anonymous visitor's.</summary>
    Reassign,

    /// <summary>Gone with its content.</summary>
    Delete,
}
