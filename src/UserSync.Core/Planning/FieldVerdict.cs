namespace UserSync.Core.Planning;

/// <summary>What becomes of one field of a pair.</summary>
internal enum FieldVerdict
{
    /// <summary>Both sides say the same, or nothing changed since the baseline.</summary>
    InStep,

    /// <summary>The target gets the source's value.</summary>
    Write,

    /// <summary>The sides differ and stay apart, by policy.</summary>
    Kept,

    /// <summary>A side did not tell the field: nothing can be said.</summary>
    Unknown,

    /// <summary>Both sides changed it differently.</summary>
    Conflict,
}
