using System.Text.Json;
using UserSync.Core.Execution;
using UserSync.Core.Links;

namespace UserSync.Cli.Output;

/// <summary>Names that the core keeps as texts, in the spelling of the JSON document.</summary>
internal static class MachineWords
{
    /// <summary>A name such as <c>ToCrm</c> as <c>toCrm</c>.</summary>
    public static string Of(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The numbers of a run.</summary>
    public static SyncSummary Of(SyncSummary summary) => summary with { Direction = Of(summary.Direction), Ended = summary.Ended is { } ended ? ConsoleWords.Of(ended) : null };

    /// <summary>A line of the journal.</summary>
    public static SyncChange Of(SyncChange change) => change with { Action = Of(change.Action) };
}
