using UserSync.Core.Errors;

namespace UserSync.Core.Execution;

/// <summary>The run ended; the last event. When it ended early the error follows as an exception.</summary>
/// <param name="Summary">Its numbers.</param>
/// <param name="Error">Why it ended early.</param>
public sealed record SummaryEvent(SyncSummary Summary, SyncError? Error = null) : SyncEvent;
