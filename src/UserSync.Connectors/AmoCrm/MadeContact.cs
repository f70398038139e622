namespace UserSync.Connectors.AmoCrm;

/// <summary>A contact that a create made.</summary>
/// <param name="Id">The contact.</param>
/// <param name="IsClear">False when it may be another's: a human must look.</param>
internal readonly record struct MadeContact(long Id, bool IsClear);
