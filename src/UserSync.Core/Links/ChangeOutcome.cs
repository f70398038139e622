namespace UserSync.Core.Links;

/// <summary>How a planned change ended; each ends in exactly one of these.</summary>
public enum ChangeOutcome
{
    /// <summary>Carried out and confirmed.</summary>
    Done,

    /// <summary>The administrator said no, or it was a preview.</summary>
    Declined,

    /// <summary>Nothing was to be written.</summary>
    Skipped,

    /// <summary>A human must decide.</summary>
    Conflict,

    /// <summary>The side refused it, or its values were wrong.</summary>
    Failed,

    /// <summary>The run ended before its turn, or its answer was lost.</summary>
    NotAttempted,
}
