namespace UserSync.Simulators.AmoCrm;

/// <summary>A custom field of contacts.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name in the account's language.</param>
/// <param name="Type">The type as the API calls it.</param>
/// <param name="Code">The code; null for none.</param>
/// <param name="Sort">The position.</param>
public sealed record AmoField(long Id, string Name, string Type, string? Code, int Sort)
{
    /// <summary>The types that contacts can have.</summary>
    public static IReadOnlySet<string> Types { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "text", "numeric", "checkbox", "select", "multiselect", "multitext", "date", "url", "date_time", "textarea", "radiobutton",
        "streetaddress", "smart_address", "birthday", "legal_entity", "monetary", "file",
    };

    /// <summary>Options or kinds, in order; empty for none.</summary>
    public IReadOnlyList<AmoFieldEnum> Enums { get; init; } = [];

    /// <summary>Came with the account.</summary>
    public bool IsPredefined { get; init; }

    /// <summary>Cannot be edited by hand.</summary>
    public bool IsApiOnly { get; init; }

    /// <summary>When to remind of a birthday; null for other fields.</summary>
    public string? Remind { get; init; }

    /// <summary>True for types with options of which one is chosen.</summary>
    public bool IsChoice => Type is "select" or "radiobutton" or "multiselect";

    /// <summary>True for types that hold several values.</summary>
    public bool IsMultiple => Type is "multitext" or "multiselect" or "smart_address";
}
