namespace UserSync.Core.Mapping;

/// <summary>How letters are written.</summary>
public enum LetterCase
{
    /// <summary>All small.</summary>
    Lower,

    /// <summary>All capital.</summary>
    Upper,

    /// <summary>Words begin with a capital; words already in mixed case stay as they are.</summary>
    Title,
}
