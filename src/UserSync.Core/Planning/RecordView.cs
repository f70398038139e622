using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>What planning needs of a user or a contact: identity and the values at the paths of a <see cref="PathTable"/>.</summary>
public sealed record RecordView
{
    /// <summary>Id of the user or contact.</summary>
    public required string Id { get; init; }

    /// <summary>What the API addresses.</summary>
    public required string Key { get; init; }

    /// <summary>Address of the record.</summary>
    public string? Url { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>The name that identifies the person.</summary>
    public string? Name { get; init; }

    /// <summary>When the record was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When the record was changed last.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Live, trashed, merged, gone; of a user live or gone.</summary>
    public ContactState State { get; init; }

    /// <summary>The surviving contact of a merged one.</summary>
    public string? MergedInto { get; init; }

    /// <summary>False for a record that the profile's filter leaves out, or a contact that is not a person.</summary>
    public bool InScope { get; init; } = true;

    /// <summary>True for a user whose address is a placeholder of ours: it has no address that means anybody.</summary>
    public bool HasPlaceholder { get; init; }

    /// <summary>False for a user that is blocked; null when the site does not tell.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The user that was read, as long as it is at hand; an index does not keep it.</summary>
    internal CmsUser? User { get; init; }

    /// <summary>Values by the index of their path.</summary>
    public required IReadOnlyList<FieldValue> Values { get; init; }
}
