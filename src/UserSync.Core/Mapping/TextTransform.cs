using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>A step that treats each text of a value by itself.</summary>
public abstract record TextTransform : FieldTransform
{
    /// <inheritdoc/>
    public sealed override FieldValue Apply(FieldValue value, Func<string, FieldValue> record) =>
        value.Count == 1 ? FieldValue.Of(Apply(value.Text!)) : FieldValue.Of(value.Values.Select(Apply));

    /// <summary>Applies the step to one text; "" leaves nothing of it.</summary>
    /// <exception cref="TransformException">The text has a form that the step does not understand.</exception>
    protected abstract string Apply(string text);
}
