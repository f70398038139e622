using UserSync.Core.Errors;
using UserSync.Core.Model;

namespace UserSync.Core.Connectors;

/// <summary>The result of one write.</summary>
/// <param name="IntentId">The write's intent.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record WriteResult(long IntentId, WriteOutcome Outcome)
{
    /// <summary>The id of the record, also of a new one.</summary>
    public string? RecordId { get; init; }

    /// <summary>What the API addresses, where that is not the id.</summary>
    public string? Key { get; init; }

    /// <summary>What the system really did where that is not what was asked: a delete that only blocks.</summary>
    public WriteKind? Instead { get; init; }

    /// <summary>Address of the record in the system's own interface.</summary>
    public string? Url { get; init; }

    /// <summary>
    /// The written fields as the side holds them afterwards, by path: it may have lower-cased, cut or stripped them. A field
    /// that the side does not tell is missing, and the baseline then holds what was sent.
    /// </summary>
    public IReadOnlyDictionary<string, FieldValue> Returned { get; init; } = FieldMap.None;

    /// <summary>Why it failed or is in doubt.</summary>
    public SyncError? Error { get; init; }
}
