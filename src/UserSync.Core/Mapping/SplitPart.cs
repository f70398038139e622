namespace UserSync.Core.Mapping;

/// <summary>What a split keeps of a text.</summary>
public enum SplitPart
{
    /// <summary>The first part.</summary>
    First,

    /// <summary>The last part; the only one when there is no separator.</summary>
    Last,

    /// <summary>All after the first separator, as it stands.</summary>
    Rest,

    /// <summary>The part with a number.</summary>
    Index,

    /// <summary>Every part, as a value of its own.</summary>
    All,
}
