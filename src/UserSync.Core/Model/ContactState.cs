namespace UserSync.Core.Model;

/// <summary>Whether a contact can be worked with.</summary>
public enum ContactState
{
    /// <summary>An ordinary contact.</summary>
    Live,

    /// <summary>In the CRM's trash: never matched silently, reported.</summary>
    Trashed,

    /// <summary>Merged into another contact: <see cref="CrmContact.MergedInto"/> says which.</summary>
    Merged,

    /// <summary>Proven not to exist any more.</summary>
    Gone,
}
