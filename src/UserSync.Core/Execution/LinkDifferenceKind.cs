namespace UserSync.Core.Execution;

/// <summary>How our links and those that the CRM keeps itself differ about one user.</summary>
public enum LinkDifferenceKind
{
    /// <summary>We link the user, the CRM links neither the user nor the contact.</summary>
    OnlyHere,

    /// <summary>The CRM links the user, we link neither the user nor the contact.</summary>
    OnlyThere,

    /// <summary>Both name somebody; what the CRM names does not exist any more, what we name does.</summary>
    StaleThere,

    /// <summary>Both name somebody; what we name does not exist any more, what the CRM names does.</summary>
    StaleHere,

    /// <summary>Nobody but a human can tell which is right.</summary>
    Unclear,
}
