namespace UserSync.Core.Profiles;

/// <summary>How long the journal is kept.</summary>
/// <param name="KeepDays">Days; entries older than that are removed at the end of a run.</param>
public sealed record HistorySettings(int KeepDays = 365);
