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

    /// <summary>True when the same chain serves both ways.</summary>
    public bool IsOwnInverse => Steps.All(s => s.IsOwnInverse);

    /// <summary>Field paths of the record that the steps read besides the value.</summary>
    public IReadOnlyList<string> RecordPaths => field ??= [.. Steps.SelectMany(s => s.RecordPaths).Distinct(StringComparer.Ordinal)];

    /// <summary>The chain that leads back: the steps' inverses from the last to the first; null when a step has none.</summary>
    public TransformChain? Invert()
    {
        if (IsOwnInverse)
            return this;
        var inverses = Steps.Reverse().Select(s => s.Inverse).OfType<FieldTransform>().ToList();
        return inverses.Count == Steps.Count ? new TransformChain(inverses) : null;
    }

    /// <summary>Applies all steps to a value that needs nothing else of its record; a template finds the record's other fields not read.</summary>
    /// <exception cref="TransformException">A step does not understand the value.</exception>
    public FieldValue Apply(FieldValue value) => Apply(value, static _ => FieldValue.NotRead);

    /// <summary>Applies all steps. Not read stays not read and empty stays empty, except through a constant, a template or a table with a row for empty.</summary>
    /// <param name="value">The value as its side holds it.</param>
    /// <param name="record">The value at a field path of the record that the value comes from.</param>
    /// <exception cref="TransformException">A step does not understand the value.</exception>
    public FieldValue Apply(FieldValue value, Func<string, FieldValue> record)
    {
        foreach (FieldTransform step in Steps)
        {
            if (value.IsNotRead)
                return value;
            if (value.HasValue || step.AcceptsEmpty)
                value = step.Apply(value, record);
        }

        return value;
    }
}
