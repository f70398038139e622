using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Planning;

namespace UserSync.Cli.Runs;

/// <summary>A run for machines: <c>plan</c> or <c>results</c>, then <c>summary</c>.</summary>
internal sealed class RunJson : IRunOutput
{
    private readonly JsonOutput _json;
    private readonly bool _everything;
    private readonly bool _preview;
    private bool _listing;

    public RunJson(JsonOutput json, bool everything, bool preview)
    {
        _json = json;
        _everything = everything;
        _preview = preview;
    }

    /// <inheritdoc/>
    public bool Shows(SyncEvent shown) => shown is PlannedEvent or ResultEvent;

    /// <inheritdoc/>
    public void Planned(PlannedChange change) => Item(new
    {
        change.Action,
        change.Target,
        change.UserId,
        change.ContactId,
        change.Email,
        change.Name,
        Fields = change.Writes,
        change.Candidates,
        Reason = ConsoleWords.Of(change.Reason),
        change.UserUrl,
        change.ContactUrl,
        Error = ConsoleWords.Of(change.Error),
    });

    /// <inheritdoc/>
    public void Ended(SyncResult result)
    {
        if (!_everything && result.Outcome is ChangeOutcome.Done or ChangeOutcome.Skipped or ChangeOutcome.Declined)
            return;
        Item(new
        {
            Action = MachineWords.Of(_preview ? ((ChangeAction)(int)result.Action).ToString() : result.Action.ToString()),
            result.Outcome,
            result.Target,
            result.UserId,
            result.ContactId,
            result.Email,
            result.Name,
            result.Fields,
            result.Candidates,
            Reason = ConsoleWords.Of(result.Reason),
            result.UserUrl,
            result.ContactUrl,
            Error = ConsoleWords.Of(result.Error),
        });
    }

    /// <inheritdoc/>
    public void Summary(SyncSummary summary)
    {
        Begin();
        _json.Property("summary", MachineWords.Of(summary));
    }

    private void Item<T>(T item)
    {
        Begin();
        _json.Item(item);
    }

    private void Begin()
    {
        if (!_listing)
            _json.BeginList(_preview ? "plan" : "results");
        _listing = true;
    }
}
