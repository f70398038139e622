namespace UserSync.Simulators.AmoCrm;

/// <summary>A tag by its id or by its name.</summary>
internal sealed record TagReference(long? Id, string? Name);
