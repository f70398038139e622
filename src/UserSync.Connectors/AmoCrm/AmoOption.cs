namespace UserSync.Connectors.AmoCrm;

/// <summary>One option of a field.</summary>
/// <param name="Id">Its number in this account.</param>
/// <param name="Value">Its text.</param>
/// <param name="Code">Its name for programs; null for most.</param>
internal sealed record AmoOption(long Id, string Value, string? Code);
