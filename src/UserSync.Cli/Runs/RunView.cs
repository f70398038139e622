using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Profiles;

namespace UserSync.Cli.Runs;

/// <summary>Runs a profile and shows what happens.</summary>
internal static class RunView
{
    /// <summary>Runs the profile of the session.</summary>
    public static async Task<RunEnd> RunAsync(Session session, SyncRequest request, RunChoices choices)
    {
        SyncProfile profile = session.LoadProfile();
        await using Workspace workspace = await session.Opener.OpenAsync(profile, request.WhatIf, session.Stop);
        bool everything = choices.Details || request.WhatIf;
        using var table = new RunTable(session, everything);
        IRunOutput output = session.IsJson ? new RunJson(session.Json, everything, request.WhatIf) : table;
        SyncSummary? summary = await RunAsync(session, workspace, request, output);
        return EndOf(session, summary, choices.FailOnConflict);
    }

    /// <summary>Runs an open workspace; brings the numbers of a run that was not ended by an error.</summary>
    public static async Task<SyncSummary?> RunAsync(Session session, Workspace workspace, SyncRequest request, IRunOutput output)
    {
        SyncSummary? summary = null;
        await using IAsyncEnumerator<SyncEvent> events = new SyncEngine(workspace)
            .RunAsync(request with { Progress = session.ShowsProgress }, session.Stop)
            .GetAsyncEnumerator(CancellationToken.None);

        // Bars move only until the first row or the summary is written: both on one screen would tear each other apart.
        SyncEvent? first = null;
        await ProgressBars.ShowAsync(session, async report =>
        {
            while (await events.MoveNextAsync())
            {
                if (events.Current is SummaryEvent || output.Shows(events.Current))
                {
                    first = events.Current;
                    return;
                }

                if (events.Current is ProgressEvent progress)
                    report(progress);
                else
                    Show(events.Current);
            }
        });
        if (first is null)
            return summary;
        do
            Show(events.Current);
        while (await events.MoveNextAsync());
        return summary;

        void Show(SyncEvent shown)
        {
            switch (shown)
            {
                case MessageEvent { IsWarning: true } warning:
                    session.Warn(warning.Text);
                    break;
                case MessageEvent message:
                    session.Detail(message.Text);
                    break;
                case PlannedEvent planned when request.WhatIf:
                    output.Planned(planned.Change);
                    break;
                case ResultEvent ended:
                    session.Log?.Ended(ended.Result);
                    output.Ended(ended.Result);
                    break;
                case SummaryEvent end:
                    summary = end.Summary;
                    session.Log?.Summary(end.Summary);
                    output.Summary(end.Summary);
                    break;
                default:
                    break;
            }
        }
    }

    private static RunEnd EndOf(Session session, SyncSummary? summary, bool failOnConflict)
    {
        if (session.Host.Signals.End is { } end && summary?.Ended is not null)
            return end;
        if (summary is null || summary.Failed + summary.NotAttempted > 0)
            return RunEnd.Partly;
        return failOnConflict && summary.Conflicts > 0 ? RunEnd.Partly : RunEnd.Done;
    }
}
