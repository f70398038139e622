namespace UserSync.Cli.Runs;

/// <summary>How a run is shown and judged.</summary>
/// <param name="Details">Every result is shown, not only what needs attention.</param>
/// <param name="FailOnConflict">Open conflicts make the exit code 1.</param>
internal sealed record RunChoices(bool Details, bool FailOnConflict);
