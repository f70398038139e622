using UserSync.Core.Model;

namespace UserSync.Core.Mapping;

/// <summary>The transforms of a field in their order.</summary>
/// <param name="Steps">The steps.</param>
public sealed record TransformChain(IReadOnlyList<FieldTransform> Steps)
{
    /// <summary>Leaves every value as it is.</summary>
    public static TransformChain None { get; } = new([]);

    /// <summary>The chain as text; "" for <see cref="None"/>.</summary>
    public string Signature => field ??= string.Join(';', Steps.Select(s => s.Signature));

    /// <summary>Applies all steps. Not read stays not read and empty stays empty, except through a constant or a template.</summary>
    /// <exception cref="TransformException">A step does not understand the value.</exception>
    public FieldValue Apply(FieldValue value)
    {
        foreach (FieldTransform step in Steps)
        {
            if (value.IsNotRead || (value.IsEmpty && !step.AcceptsEmpty))
                return value;
            value = step.Apply(value);
        }

        return value;
    }
}
