using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>One step from one side's form of a value to the other's.</summary>
public abstract record FieldTransform
{
    /// <summary>The step as text, part of the baseline's key.</summary>
    public abstract string Signature { get; }

    /// <summary>True when applying the step to its own result changes nothing and the way back needs no step of its own.</summary>
    public abstract bool IsOwnInverse { get; }

    /// <summary>True when the step makes something of an empty value, as a constant does.</summary>
    public virtual bool AcceptsEmpty => false;

    /// <summary>Applies the step to a value that was read and is not empty.</summary>
    /// <exception cref="TransformException">The value has a form that the step does not understand.</exception>
    public abstract FieldValue Apply(FieldValue value);
}
