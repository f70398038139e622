using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>Gives the same text whatever the value is, an empty one included.</summary>
/// <param name="Text">The text.</param>
public sealed record ConstantTransform(string Text) : FieldTransform
{
    /// <inheritdoc/>
    public override string Signature => TransformSignature.Of("constant", Text);

    /// <inheritdoc/>
    public override bool IsOwnInverse => false;

    /// <inheritdoc/>
    public override bool AcceptsEmpty => true;

    /// <inheritdoc/>
    public override FieldValue Apply(FieldValue value, Func<string, FieldValue> record) => FieldValue.Of(Text);
}
