namespace UserSync.Core.Execution;

/// <summary>What a run tells its front, which only renders it.</summary>
public abstract record SyncEvent;
