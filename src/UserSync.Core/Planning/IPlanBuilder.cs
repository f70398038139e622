using UserSync.Core.Execution;

namespace UserSync.Core.Planning;

/// <summary>Fills the plan of a run: from what both sides hold, or from the journal of a run that is taken back.</summary>
internal interface IPlanBuilder : IDisposable
{
    /// <summary>What was read, in words for the summary.</summary>
    string Reading { get; }

    /// <summary>Reads and plans.</summary>
    IAsyncEnumerable<SyncEvent> BuildAsync(CancellationToken cancellationToken);
}
