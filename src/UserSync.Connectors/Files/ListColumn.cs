namespace UserSync.Connectors.Files;

/// <summary>A column of addresses or numbers.</summary>
/// <param name="Column">Its place.</param>
/// <param name="Kind">The kind in brackets of its path; null for none.</param>
internal sealed record ListColumn(int Column, string? Kind);
