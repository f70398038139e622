namespace UserSync.Core.Connectors;

/// <summary>What to look records up by.</summary>
/// <param name="Kind">E-mail, phone or field.</param>
/// <param name="Path">The field path on the side that is asked.</param>
public sealed record LookupKey(KeyKind Kind, string Path);
