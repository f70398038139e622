namespace UserSync.Core.Execution;

/// <summary>A change ended.</summary>
/// <param name="Result">How.</param>
public sealed record ResultEvent(SyncResult Result) : SyncEvent;
