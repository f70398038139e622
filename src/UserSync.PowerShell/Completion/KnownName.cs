namespace UserSync.PowerShell.Completion;

/// <summary>A name that a system told: what is typed, and what is shown beside it.</summary>
/// <param name="Text">Path of a field, name of a group or tag.</param>
/// <param name="Tip">The label of a field, the id of a group or tag.</param>
internal sealed record KnownName(string Text, string Tip);
