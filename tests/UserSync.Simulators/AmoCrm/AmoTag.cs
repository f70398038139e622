namespace UserSync.Simulators.AmoCrm;

/// <summary>A tag of contacts.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Color">The colour; contacts' tags have none.</param>
public sealed record AmoTag(long Id, string Name, string? Color = null);
