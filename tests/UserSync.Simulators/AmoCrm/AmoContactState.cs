namespace UserSync.Simulators.AmoCrm;

/// <summary>Where a contact is.</summary>
public enum AmoContactState
{
    /// <summary>To be seen.</summary>
    Live,

    /// <summary>In the trash.</summary>
    Trashed,

    /// <summary>Merged into another contact.</summary>
    Merged,
}
