namespace UserSync.Simulators.CiviCrm;

/// <summary>One record: values are null, long, bool, string or lists of those.</summary>
public sealed class Row : Dictionary<string, object?>
{
    /// <summary>An empty record.</summary>
    public Row()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>A copy.</summary>
    public Row(IDictionary<string, object?> other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>The record's id.</summary>
    public long Id => (long)this["id"]!;

    /// <summary>The value of a field; null when there is none.</summary>
    public object? Get(string field) => TryGetValue(field, out object? value) ? value : null;

    /// <summary>A text.</summary>
    public string? Text(string field) => Get(field) as string;

    /// <summary>A number.</summary>
    public long? Number(string field) => Get(field) as long?;

    /// <summary>A truth value.</summary>
    public bool Flag(string field) => Get(field) is true;
}
