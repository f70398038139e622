namespace UserSync.Simulators.CiviCrm;

/// <summary>An entity of the API.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its fields in the order of answers.</param>
public sealed record EntityDefinition(string Name, IReadOnlyList<FieldDefinition> Fields)
{
    private readonly Dictionary<string, FieldDefinition> _byName = Fields.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Combinations that may stand only once.</summary>
    public IReadOnlyList<string[]> Unique { get; init; } = [];

    /// <summary>The permission for reading; null when "access CiviCRM" is enough.</summary>
    public string? ReadPermission { get; init; }

    /// <summary>The permission for writing; null when that of reading is enough.</summary>
    public string? WritePermission { get; init; }

    /// <summary>Ids in the answer of delete are texts.</summary>
    public bool DeletesTellTexts { get; init; } = true;

    /// <summary>The field that says to which contact a record belongs: whoever may not see the contact does not see the record.</summary>
    public string? Owner { get; init; }

    /// <summary>A new, changed or deleted record moves its contact's modified_date.</summary>
    public bool MovesModifiedDate { get; init; }

    /// <summary>The field of a name; null when there is none.</summary>
    public FieldDefinition? Field(string name) => _byName.GetValueOrDefault(name);
}
