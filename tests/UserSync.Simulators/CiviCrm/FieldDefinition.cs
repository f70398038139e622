namespace UserSync.Simulators.CiviCrm;

/// <summary>A field of an entity.</summary>
/// <param name="Name">Its API name.</param>
/// <param name="Type">Its type.</param>
public sealed record FieldDefinition(string Name, FieldType Type)
{
    /// <summary>What people see; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Longest text; 0 for any.</summary>
    public int MaxLength { get; init; }

    /// <summary>The entity that the value is an id of.</summary>
    public string? Entity { get; init; }

    /// <summary>The option group whose values it takes.</summary>
    public string? Options { get; init; }

    /// <summary>A create without it fails.</summary>
    public bool Required { get; init; }

    /// <summary>Writes to it are not meant.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What a new record gets.</summary>
    public object? Default { get; init; }

    /// <summary>True when new records echo it even if it was not sent.</summary>
    public bool Echoed { get; init; } = true;
}
