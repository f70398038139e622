namespace UserSync.Core.Model;

/// <summary>How a link came to be.</summary>
public enum LinkOrigin
{
    /// <summary>Both records existed and a match rule found them.</summary>
    Matched,

    /// <summary>UserSync made one of the two records.</summary>
    Created,

    /// <summary>Taken over from another table.</summary>
    Imported,

    /// <summary>Made by an administrator.</summary>
    Manual,
}
