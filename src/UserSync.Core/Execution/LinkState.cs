namespace UserSync.Core.Execution;

/// <summary>What became of the two records of a link.</summary>
public enum LinkState
{
    /// <summary>Both are there, and the user's address is one of the contact's.</summary>
    Ok,

    /// <summary>The site has no such user any more.</summary>
    UserMissing,

    /// <summary>The CRM has no such contact any more, or does not show it.</summary>
    ContactMissing,

    /// <summary>The contact lies in the trash of the CRM.</summary>
    ContactTrashed,

    /// <summary>The contact was merged into another.</summary>
    ContactMerged,

    /// <summary>Both are there, but the user's address is none of the contact's.</summary>
    EmailDiffers,

    /// <summary>Both are there, and the user has only a placeholder address.</summary>
    Temporary,
}
