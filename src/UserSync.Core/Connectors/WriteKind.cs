namespace UserSync.Core.Connectors;

/// <summary>What a write does to a record.</summary>
public enum WriteKind
{
    /// <summary>Makes a record.</summary>
    Create,

    /// <summary>Changes the named fields of a record.</summary>
    Update,

    /// <summary>Blocks a user.</summary>
    Block,

    /// <summary>Deletes a record.</summary>
    Delete,

    /// <summary>Adds a note to a record.</summary>
    Note,

    /// <summary>Takes a contact out of the trash.</summary>
    Restore,
}
