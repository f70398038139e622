using UserSync.Cli.Runs;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Planning;

namespace UserSync.Cli.Demo;

/// <summary>Keeps what a run of the demo brought: it is small enough to be told as a story afterwards.</summary>
internal sealed class DemoRun : IRunOutput
{
    /// <summary>What became of whom.</summary>
    public List<SyncResult> Results { get; } = [];

    /// <summary>The numbers.</summary>
    public SyncSummary? Numbers { get; private set; }

    /// <summary>Who was linked just now and then filled in, by user: one line of the story, not two.</summary>
    public IReadOnlyDictionary<string, SyncResult> Filled
        => Of(SyncAction.Updated).Where(u => Of(SyncAction.Linked).Any(l => l.UserId == u.UserId)).ToDictionary(u => u.UserId!, u => u, StringComparer.Ordinal);

    /// <summary>The results of a kind, in their order.</summary>
    public IEnumerable<SyncResult> Of(SyncAction action) => Results.Where(r => r.Action == action && r.Outcome is ChangeOutcome.Done or ChangeOutcome.Conflict or ChangeOutcome.Skipped);

    /// <inheritdoc/>
    public bool Shows(SyncEvent shown) => false;

    /// <inheritdoc/>
    public void Planned(PlannedChange change)
    {
        // The demo does not preview.
    }

    /// <inheritdoc/>
    public void Ended(SyncResult result) => Results.Add(result);

    /// <inheritdoc/>
    public void Summary(SyncSummary summary) => Numbers = summary;
}
