using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>
/// Decides the records of one side that have no link. Rule by rule over all of them: who is found by a stronger rule goes before
/// who is found by a weaker one.
/// </summary>
internal sealed class MatchRounds
{
    private readonly PlanRules _rules;
    private readonly RecordEnd _mine;
    private readonly RecordEnd _theirs;
    private readonly Matcher _matcher;

    public MatchRounds(PlanRules rules, RecordEnd mine, RecordEnd theirs)
    {
        _rules = rules;
        _mine = mine;
        _theirs = theirs;
        _matcher = new Matcher(rules, mine, theirs);
    }

    /// <summary>Records of the other side of which it is open whose they are: nothing is made for them.</summary>
    public IReadOnlySet<string> Claimed => _matcher.Claimed;

    /// <summary>Decides.</summary>
    /// <param name="leaveOut">Records of this side that are not decided.</param>
    /// <param name="former">The record once made for one of this side that matches no more; null when there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<PlannedChange> Decide(IReadOnlySet<string> leaveOut, Func<string, string?> former, CancellationToken cancellationToken)
    {
        for (int rule = 0; rule < _rules.Profile.Match.Count; rule++)
        {
            var matched = new List<int>();
            var claimed = new List<string>();
            foreach ((int ordinal, RecordView record) in Open(leaveOut, cancellationToken))
            {
                MatchResult match = _matcher.Match(rule, record);
                if (ReferenceEquals(match, MatchResult.None))
                    continue;
                matched.Add(ordinal);
                foreach (PlannedChange change in Decide(record, match, null))
                {
                    if (change.Action == ChangeAction.Link && _theirs.Records.Find(_theirs.Side == Side.Crm ? change.ContactId! : change.UserId!) is { } taken)
                        _theirs.Records.MarkLinked(taken.Ordinal);
                    if (change.Action is ChangeAction.Conflict or ChangeAction.Skip)
                        claimed.AddRange(match.Candidates.Select(c => c.Record.Id));
                    yield return change;
                }
            }

            foreach (int ordinal in matched)
                _mine.Records.MarkLinked(ordinal);

            // Whose it is by this rule is open; a weaker rule must not give it to somebody else meanwhile.
            _matcher.Claimed.UnionWith(claimed);
        }

        foreach ((_, RecordView record) in Open(leaveOut, cancellationToken))
        {
            foreach (PlannedChange change in Decide(record, MatchResult.None, former(record.Id)))
                yield return change;
        }
    }

    private IEnumerable<(int Ordinal, RecordView Record)> Open(IReadOnlySet<string> leaveOut, CancellationToken cancellationToken)
    {
        for (int ordinal = 0; ordinal < _mine.Records.Count; ordinal++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_mine.Records.IsLinked(ordinal))
                continue;
            RecordView record = _mine.Records.Get(ordinal);
            if (!leaveOut.Contains(record.Id))
                yield return (ordinal, record);
        }
    }

    private IEnumerable<PlannedChange> Decide(RecordView record, MatchResult match, string? former)
        => _mine.Side == Side.Cms ? UserDecision.Unlinked(_rules, record, match, former) : ContactDecision.Unlinked(_rules, record, match, former);
}
