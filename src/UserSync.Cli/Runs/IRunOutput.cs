using UserSync.Core.Execution;
using UserSync.Core.Planning;

namespace UserSync.Cli.Runs;

/// <summary>Where the events of a run are shown.</summary>
internal interface IRunOutput
{
    /// <summary>True when this change is written out at once, so that nothing else may move on the screen.</summary>
    bool Shows(SyncEvent shown);

    /// <summary>A change that a preview shows.</summary>
    void Planned(PlannedChange change);

    /// <summary>A change that ended.</summary>
    void Ended(SyncResult result);

    /// <summary>The numbers of the run.</summary>
    void Summary(SyncSummary summary);
}
