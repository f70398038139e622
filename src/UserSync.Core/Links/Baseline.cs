namespace UserSync.Core.Links;

/// <summary>The baseline of one pair by <see cref="Profiles.FieldMapping.BaselineKey"/>; a missing key means that the field has none.</summary>
public sealed class Baseline : Dictionary<string, BaselineField>
{
    /// <summary>Makes an empty baseline.</summary>
    public Baseline()
        : base(StringComparer.Ordinal)
    {
    }
}
