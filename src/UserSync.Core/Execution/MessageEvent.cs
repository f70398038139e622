namespace UserSync.Core.Execution;

/// <summary>Something to tell the administrator.</summary>
/// <param name="IsWarning">True for a warning, false for detail.</param>
/// <param name="Text">The message.</param>
public sealed record MessageEvent(bool IsWarning, string Text) : SyncEvent;
