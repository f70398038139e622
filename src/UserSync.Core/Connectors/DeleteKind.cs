namespace UserSync.Core.Connectors;

/// <summary>What a delete means on a system.</summary>
public enum DeleteKind
{
    /// <summary>Records cannot be deleted.</summary>
    None,

    /// <summary>The record is gone afterwards.</summary>
    Real,

    /// <summary>The record goes to the trash.</summary>
    Trash,

    /// <summary>The site's own setting decides.</summary>
    SiteDecides,

    /// <summary>The caller must say who gets the content of a deleted user.</summary>
    NeedsReassign,
}
