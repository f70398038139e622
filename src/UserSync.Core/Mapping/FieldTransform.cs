using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>One step from one side's form of a value to the other's.</summary>
public abstract record FieldTransform
{
    /// <summary>The step as text, part of the baseline's key.</summary>
    public abstract string Signature { get; }

    /// <summary>True when applying the step to its own result changes nothing and the way back needs no step of its own.</summary>
    public abstract bool IsOwnInverse { get; }

    /// <summary>The step that leads back: the step itself when <see cref="IsOwnInverse"/>, another one where it can be derived, else null.</summary>
    public virtual FieldTransform? Inverse => IsOwnInverse ? this : null;

    /// <summary>True when the step makes something of an empty value, as a constant does.</summary>
    public virtual bool AcceptsEmpty => false;

    /// <summary>Field paths of the same record that the step reads besides the value: they have to be read with it.</summary>
    public virtual IReadOnlyList<string> RecordPaths => [];

    /// <summary>Applies the step to a value that was read; it is empty only where <see cref="AcceptsEmpty"/>.</summary>
    /// <param name="value">The value so far.</param>
    /// <param name="record">The value at a field path of the record that the value comes from.</param>
    /// <exception cref="TransformException">The value has a form that the step does not understand.</exception>
    public abstract FieldValue Apply(FieldValue value, Func<string, FieldValue> record);
}
