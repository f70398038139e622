using UserSync.Core.Mapping;

namespace UserSync.Core.Profiles;

/// <summary>One line of the field map.</summary>
/// <param name="User">Field path of the user.</param>
/// <param name="Contact">Field path of the contact.</param>
public sealed record FieldMapping(string User, string Contact)
{
    /// <summary>Which way the field travels.</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.ToCrm;

    /// <summary>What to do when both sides changed it.</summary>
    public FieldConflictPolicy OnConflict { get; init; }

    /// <summary>What happens without a baseline.</summary>
    public InitialPolicy Initial { get; init; }

    /// <summary>True overwrites drift on the target even when the source did not change.</summary>
    public bool Enforce { get; init; }

    /// <summary>True lets an empty source clear the target without a baseline.</summary>
    public bool ClearWhenEmpty { get; init; }

    /// <summary>Field of the target that keeps the former value when it is overwritten; null for none.</summary>
    public string? Previous { get; init; }

    /// <summary>From the user's form to the contact's.</summary>
    public TransformChain Transform { get; init; } = TransformChain.None;

    /// <summary>From the contact's form to the user's; null when <see cref="Transform"/> is its own inverse or the field never travels to the user. The loader derives it where it can.</summary>
    public TransformChain? Back { get; init; }

    /// <summary>The chain that is applied on the way to the user: <see cref="Back"/>, or <see cref="Transform"/> when that serves both ways.</summary>
    public TransformChain ToUser => Back ?? Transform;

    /// <summary>Names the baseline of this field: changes when paths or transforms change, which loses only this field's baseline.</summary>
    public string BaselineKey => $"{User}>{Contact}{(Transform.Signature.Length == 0 ? "" : $"|{Transform.Signature}")}{(Back is { Signature.Length: > 0 } back ? $"|{back.Signature}" : "")}";
}
