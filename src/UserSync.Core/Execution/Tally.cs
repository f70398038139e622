using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Planning;

namespace UserSync.Core.Execution;

/// <summary>Counts how planned changes ended, and whether every one of them ended.</summary>
internal sealed class Tally
{
    private readonly Dictionary<(ChangeAction Action, Side Target, ChangeOutcome Outcome), long> _counts = [];

    public long Ended => _counts.Values.Sum();

    public void Add(ChangeAction action, Side target, ChangeOutcome outcome)
        => _counts[(action, target, outcome)] = _counts.GetValueOrDefault((action, target, outcome)) + 1;

    public long Done(ChangeAction action) => Done(action, Side.Crm) + Done(action, Side.Cms);

    public long Done(ChangeAction action, Side target) => _counts.GetValueOrDefault((action, target, ChangeOutcome.Done));

    public long Of(ChangeOutcome outcome) => _counts.Where(c => c.Key.Outcome == outcome).Sum(c => c.Value);
}
