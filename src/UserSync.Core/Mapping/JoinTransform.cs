using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>Makes one text of several values.</summary>
/// <param name="Separator">What is put between them.</param>
public sealed record JoinTransform(string Separator) : FieldTransform
{
    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("join", Separator);

    /// <inheritdoc/>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    public override FieldTransform? Inverse => string.IsNullOrWhiteSpace(Separator) ? null : new SplitTransform(Separator, SplitPart.All);

    /// <inheritdoc/>
    public override FieldValue Apply(FieldValue value, Func<string, FieldValue> record) => FieldValue.Of(string.Join(Separator, value.Values));
}
