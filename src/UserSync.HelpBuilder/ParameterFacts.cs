namespace UserSync.HelpBuilder;

/// <summary>What the assembly says of one parameter.</summary>
/// <param name="Name">Name without the dash.</param>
/// <param name="Type">Type as help shows it.</param>
/// <param name="Required">Mandatory in the set.</param>
/// <param name="Position">Position, or "named".</param>
/// <param name="Pipeline">"false", "true (ByPropertyName)", "true (ByValue)" or both.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Sets">Names of its parameter sets; empty for all.</param>
internal sealed record ParameterFacts(string Name, string Type, bool Required, string Position, string Pipeline, IReadOnlyList<string> Aliases, IReadOnlyList<string> Sets)
{
    /// <summary>True for a switch, which takes no value.</summary>
    public bool IsSwitch => Type == "SwitchParameter";
}
