using UserSync.Core.Links;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>Counts how planned changes ended, and whether every one of them ended.</summary>
internal sealed class Tally
{
    private readonly Dictionary<(ChangeAction Action, ChangeOutcome Outcome), long> _counts = [];

    public long Ended => _counts.Values.Sum();

    public void Add(ChangeAction action, ChangeOutcome outcome, long count = 1)
        => _counts[(action, outcome)] = _counts.GetValueOrDefault((action, outcome)) + count;

    public long Done(ChangeAction action) => _counts.GetValueOrDefault((action, ChangeOutcome.Done));

    public long Of(ChangeOutcome outcome) => _counts.Where(c => c.Key.Outcome == outcome).Sum(c => c.Value);
}
