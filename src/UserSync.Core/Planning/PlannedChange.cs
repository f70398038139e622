using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>One change that a run would make, known before the first write.</summary>
public sealed record PlannedChange
{
    /// <summary>What is done.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>The side that is written.</summary>
    public Side Target { get; init; } = Side.Crm;

    /// <summary>The user; null when only a contact is concerned.</summary>
    public string? UserId { get; init; }

    /// <summary>What the CMS's API addresses.</summary>
    public string? UserKey { get; init; }

    /// <summary>The contact; null before it is created.</summary>
    public string? ContactId { get; init; }

    /// <summary>The e-mail that identifies the person.</summary>
    public string? Email { get; init; }

    /// <summary>The name that identifies the person.</summary>
    public string? Name { get; init; }

    /// <summary>The fields to be written.</summary>
    public IReadOnlyList<FieldWrite> Writes { get; init; } = [];

    /// <summary>The pair's whole baseline once the change is done; of written fields the sent value, until the side returns its own.</summary>
    public Baseline Baseline { get; init; } = [];

    /// <summary>For each of <see cref="Writes"/> the key of its baseline; "" for a field that has none, such as a former e-mail.</summary>
    public IReadOnlyList<string> WriteKeys { get; init; } = [];

    /// <summary>Keys of the baseline that another change of the same pair confirms: they stay as the store has them.</summary>
    public IReadOnlyList<string> KeepKeys { get; init; } = [];

    /// <summary>What becomes of the link's flag "temporary user"; null leaves it.</summary>
    public bool? Temporary { get; init; }

    /// <summary>Of an unlink the side whose record was deleted: the one that is left gets no new partner by itself.</summary>
    public Side? Departed { get; init; }

    /// <summary>Of an unlink: true remembers that the two are not the same person, so that they are not matched again by themselves.</summary>
    public bool Rejects { get; init; }

    /// <summary>How a new link came to be.</summary>
    public LinkOrigin Origin { get; init; }

    /// <summary>Address of the user's page in the CMS.</summary>
    public string? UserUrl { get; init; }

    /// <summary>Address of the contact's page in the CRM.</summary>
    public string? ContactUrl { get; init; }

    /// <summary>Tags to put on the contact.</summary>
    public IReadOnlyList<string> AddTags { get; init; } = [];

    /// <summary>Text of a note.</summary>
    public string? Note { get; init; }

    /// <summary>Why, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The kind of a conflict.</summary>
    public ConflictKind? Conflict { get; init; }

    /// <summary>The records to choose from.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>Why the change cannot be carried out: it fails without being sent.</summary>
    public SyncError? Error { get; init; }
}
