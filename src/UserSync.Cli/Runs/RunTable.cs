using System.Globalization;
using Spectre.Console;
using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Links;
using UserSync.Core.Planning;

namespace UserSync.Cli.Runs;

/// <summary>A run for people: what needs attention (or everything, when asked for), then the numbers.</summary>
internal sealed class RunTable : IRunOutput, IDisposable
{
    private const int MostProblems = 20;
    private readonly Session _session;
    private readonly bool _everything;
    private readonly Listing _rows;
    private long _unshown;

    public RunTable(Session session, bool everything)
    {
        _session = session;
        _everything = everything;
        _rows = new Listing(session.Out, "user", "what", "contact", "fields and reason");
    }

    /// <inheritdoc/>
    public bool Shows(SyncEvent shown) => _everything && shown is PlannedEvent or ResultEvent;

    /// <inheritdoc/>
    public void Planned(PlannedChange change) => _rows.Add(
        ChangeText.User(change.UserId, change.Email, change.Name), ChangeText.Action(change.Action, change.Target), ChangeText.Contact(change), Why(ChangeText.Fields(change.Writes), change.Reason));

    /// <inheritdoc/>
    public void Ended(SyncResult result)
    {
        bool problem = result.Outcome is ChangeOutcome.Failed or ChangeOutcome.Conflict;
        if (!_everything && !problem)
            return;
        if (!_everything && _rows.Count == MostProblems)
        {
            _unshown++;
            return;
        }

        string what = result.Outcome is ChangeOutcome.Done or ChangeOutcome.Conflict or ChangeOutcome.Skipped ? ChangeText.Action(result.Action, result.Target) : ChangeText.Lower(result.Outcome.ToString());
        string why = result.Error is { } error ? ConsoleWords.Of(error.ToString()) : Why(ChangeText.Fields(result.Fields), result.Reason);
        _rows.Add(ChangeText.User(result.UserId, result.Email, result.Name), what, ChangeText.Contact(result), why);
    }

    /// <inheritdoc/>
    public void Summary(SyncSummary summary)
    {
        _rows.Dispose();
        if (_unshown > 0)
            _session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {_unshown} more; --details shows all."));
        if (_rows.Count > 0)
            _session.Out.WriteLine();
        _session.Out.Write(new Text(Shown.Text(ConsoleWords.Of(summary.ToString())) + "\n", new Style(decoration: Decoration.Bold)));
        if (!summary.WhatIf && summary.Conflicts > 0)
            _session.Out.WriteLine("Decide conflicts with: usersync conflicts");
        if (summary.WhatIf)
            _session.Out.WriteLine("Preview: nothing was written.");
        _session.Detail(string.Create(CultureInfo.InvariantCulture, $"Run {summary.Run}: {summary.Seconds:0.0} s, requests: {summary.Requests}; read: {summary.Reading}."));
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private static string Why(string fields, string reason) => fields.Length == 0 ? ConsoleWords.Of(reason) : $"{fields} ({ConsoleWords.Of(reason)})";
}
