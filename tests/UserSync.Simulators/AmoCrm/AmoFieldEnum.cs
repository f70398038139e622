namespace UserSync.Simulators.AmoCrm;

/// <summary>An option of a field.</summary>
/// <param name="Id">The id; of an account's own kinds and options different everywhere.</param>
/// <param name="Value">The text, or the code of a kind.</param>
/// <param name="Sort">The position.</param>
/// <param name="Code">The code; options of predefined fields have none.</param>
public sealed record AmoFieldEnum(long Id, string Value, int Sort, string? Code = null);
