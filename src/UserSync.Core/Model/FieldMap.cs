using System.Collections.Frozen;

namespace UserSync.Core.Model;

/// <summary>Field values by path, compared ordinally.</summary>
public sealed class FieldMap : Dictionary<string, FieldValue>
{
    /// <summary>A map without fields.</summary>
    public static readonly IReadOnlyDictionary<string, FieldValue> None = FrozenDictionary<string, FieldValue>.Empty;

    /// <summary>Makes an empty map.</summary>
    public FieldMap()
        : base(StringComparer.Ordinal)
    {
    }
}
