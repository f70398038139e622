using System.Globalization;
using UserSync.Cli.Output;
using UserSync.Core.Execution;
using UserSync.Core.Links;

namespace UserSync.Cli.Links;

/// <summary>Shows what became of links that were added or removed, and judges it.</summary>
internal sealed class LinkReport
{
    private readonly Session _session;
    private readonly string _done;
    private readonly string _nothing;
    private long _changed;
    private long _same;
    private long _refused;

    /// <summary>Begins a report.</summary>
    /// <param name="session">Where it is shown.</param>
    /// <param name="done">What was done, such as "added".</param>
    /// <param name="nothing">Why nothing was done where nothing was, such as "there already".</param>
    public LinkReport(Session session, string done, string nothing)
    {
        _session = session;
        _done = done;
        _nothing = nothing;
        if (session.IsJson)
            session.Json.BeginList("changes");
    }

    /// <summary>Takes a change.</summary>
    public void Add(LinkChange change)
    {
        if (change.Error is { } error)
        {
            _refused++;
            ErrorText.Write(_session.Error, error);
        }
        else if (change.Changed)
        {
            _changed++;
        }
        else
        {
            _same++;
        }

        if (_session.IsJson)
            _session.Json.Item(change with { Error = ConsoleWords.Of(change.Error) });
    }

    /// <summary>Ends it.</summary>
    public RunEnd End()
    {
        if (_session.IsJson)
            _session.Json.Property("counts", new { Changed = _changed, Unchanged = _same, Refused = _refused });
        else
            _session.Tell(string.Create(CultureInfo.InvariantCulture, $"{_changed} {_done}, {_same} {_nothing}, {_refused} refused."));
        return _refused > 0 ? RunEnd.Partly : RunEnd.Done;
    }
}
