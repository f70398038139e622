namespace UserSync.Core.Links;

/// <summary>Why a human must decide.</summary>
public enum ConflictKind
{
    /// <summary>Several contacts match the user.</summary>
    AmbiguousMatch,

    /// <summary>Several users hold the value by which they are matched.</summary>
    SharedKey,

    /// <summary>The contact that matches belongs to another user.</summary>
    ContactTaken,

    /// <summary>The contact that matches, or the linked one, is in the CRM's trash.</summary>
    ContactTrashed,

    /// <summary>The linked contact was merged into another.</summary>
    ContactMerged,

    /// <summary>The linked contact is not shown any more: deleted, merged, or a right was taken away.</summary>
    ContactMissing,

    /// <summary>The linked contact is proven to be gone.</summary>
    ContactGone,

    /// <summary>The user of a link is proven to be gone.</summary>
    UserGone,

    /// <summary>Both sides changed a field differently.</summary>
    FieldChanged,

    /// <summary>The target holds the value elsewhere and lets it stand only once.</summary>
    DuplicateValue,

    /// <summary>The CRM's own link of the user or the contact names somebody else than ours.</summary>
    LinkDiffers,

    /// <summary>A write's answer was lost and its result cannot be told apart from another record.</summary>
    UnclearCreate,

    /// <summary>The user that matches a contact belongs to another contact.</summary>
    UserTaken,

    /// <summary>The partner of a user or contact was deleted, and the link with it: no new one is made without a decision.</summary>
    PartnerDeleted,

    /// <summary>A link that was taken back: the two are not matched again without a decision.</summary>
    RejectedMatch,
}
