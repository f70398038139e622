namespace UserSync.Connectors.AmoCrm;

/// <summary>What a path of a profile means.</summary>
/// <param name="Field">The field.</param>
/// <param name="Part">A part of it; null for the whole.</param>
internal sealed record FieldPlace(AmoField Field, string? Part);
