using Spectre.Console;
using UserSync.Core.Execution;

namespace UserSync.Cli.Output;

/// <summary>Shows how far a run has come, on standard error and only when somebody watches.</summary>
internal static class ProgressBars
{
    /// <summary>Lets work report to bars that go away when it ends.</summary>
    public static async Task ShowAsync(Session session, Func<Action<ProgressEvent>, Task> work)
    {
        if (!session.ShowsProgress)
        {
            await work(static _ => { });
            return;
        }

        await session.Error.Progress().AutoClear(true).HideCompleted(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                await work(progress =>
                {
                    if (!tasks.TryGetValue(progress.Activity, out ProgressTask? task))
                    {
                        foreach (ProgressTask before in tasks.Values)
                            before.StopTask();
                        tasks[progress.Activity] = task = bars.AddTask(Markup.Escape(progress.Activity));
                    }

                    task.IsIndeterminate = progress.Total is null;
                    task.MaxValue = Math.Max(1, progress.Total ?? progress.Done);
                    task.Value = progress.Done;
                });
            });
    }
}
