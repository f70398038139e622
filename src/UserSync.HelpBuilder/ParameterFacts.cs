namespace UserSync.HelpBuilder;

/// <summary>What the assembly says of one parameter.</summary>
/// <param name="Name">Name without the dash.</param>
/// <param name="Type">Type as help shows it.</param>
/// <param name="Required">Mandatory in all of its sets.</param>
/// <param name="Position">Position, or "named".</param>
/// <param name="Pipeline">"false", "true (ByPropertyName)", "true (ByValue)" or both.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Sets">Its parameter sets, and whether it is mandatory there; empty for all.</param>
internal sealed record ParameterFacts(string Name, string Type, bool Required, string Position, string Pipeline, IReadOnlyList<string> Aliases, IReadOnlyDictionary<string, bool> Sets)
{
    /// <summary>True for a parameter that only the pipe fills: the syntax leaves it out, as Get-Command does.</summary>
    public bool IsHidden { get; init; }

    /// <summary>True when * and ? stand for other characters.</summary>
    public bool TakesWildcards { get; init; }

    /// <summary>Full name of the type that binds by value; null for none.</summary>
    public string? ByValue { get; init; }

    /// <summary>True for a switch, which takes no value.</summary>
    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>True when it must be given in this set.</summary>
    public bool IsRequiredIn(string set) => Sets.GetValueOrDefault(set, Required);
}
