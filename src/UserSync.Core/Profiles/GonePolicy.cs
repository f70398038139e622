namespace UserSync.Core.Profiles;

/// <summary>What happens when one record of a linked pair is proven to be gone.</summary>
public enum GonePolicy
{
    /// <summary>Report a conflict and keep the link.</summary>
    Report,

    /// <summary>Remove the link; the other record stays as it is.</summary>
    Unlink,

    /// <summary>Write a note to the contact and remove the link. Only for a deleted user.</summary>
    Note,

    /// <summary>Block the user and keep the link. Only for a deleted contact.</summary>
    Block,

    /// <summary>Delete the other record and remove the link, where the system can.</summary>
    Delete,
}
