namespace UserSync.Core.Execution;

/// <summary>How far a part of the run has come.</summary>
/// <param name="Activity">reading users, reading contacts, planning, writing.</param>
/// <param name="Done">Records so far.</param>
/// <param name="Total">Records in all; null when nobody knows.</param>
public sealed record ProgressEvent(string Activity, long Done, long? Total) : SyncEvent;
