namespace UserSync.Simulators.AmoCrm;

/// <summary>A value that is an object, such as a legal entity.</summary>
/// <param name="Json">Its JSON text.</param>
public sealed record AmoObject(string Json);
