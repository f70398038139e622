using UserSync.Core.Matching;
using UserSync.Core.Connectors;
using UserSync.Core.Links;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Finds the partners of records without a link, rule by rule, comparing every hit with the records themselves.</summary>
internal sealed class Matcher
{
    private readonly PlanRules _rules;
    private readonly RecordEnd _mine;
    private readonly RecordEnd _theirs;

    /// <summary>Matches the records of one side with those of the other.</summary>
    public Matcher(PlanRules rules, RecordEnd mine, RecordEnd theirs)
    {
        _rules = rules;
        _mine = mine;
        _theirs = theirs;
    }

    /// <summary>Records of the other side that a stronger rule found for somebody without deciding.</summary>
    public HashSet<string> Claimed { get; } = new(StringComparer.Ordinal);

    /// <summary>The match keys of a record, by rule.</summary>
    public static IEnumerable<(int Rule, string Key)> Keys(PlanRules rules, IReadOnlyList<FieldValue> values, Side side)
    {
        for (int i = 0; i < rules.Profile.Match.Count; i++)
        {
            MatchRule rule = rules.Profile.Match[i];
            int path = side == Side.Cms ? rules.Paths.UserIndex(rule.User) : rules.Paths.ContactIndex(rule.Contact);
            foreach (string key in MatchKeys.Of(rule, values[path]))
                yield return (i, key);
        }
    }

    /// <summary>What one rule finds for a record; <see cref="MatchResult.None"/> when it finds nothing.</summary>
    public MatchResult Match(int rule, RecordView record)
    {
        MatchRule definition = _rules.Profile.Match[rule];
        List<string> keys = [.. _mine.Keys(record).Where(k => k.Rule == rule).Select(k => k.Key)];
        if (keys.Count == 0)
            return MatchResult.None;
        var candidates = new List<(int Ordinal, RecordView View)>();
        foreach (string key in keys)
        {
            foreach ((int ordinal, RecordView view) in _theirs.Records.Find(rule, key))
            {
                if (!candidates.Exists(c => c.Ordinal == ordinal) && _theirs.Keys(view).Contains((rule, key)))
                    candidates.Add((ordinal, view));
            }
        }

        // A record that holds the keys of several people is nobody's for certain.
        IEnumerable<string> contested = candidates.Where(c => !_theirs.Records.IsLinked(c.Ordinal))
            .SelectMany(c => _theirs.Keys(c.View).Where(k => k.Rule == rule).Select(k => k.Key))
            .Concat(candidates.Count > 0 || definition.Kind == MatchKind.Email ? keys : [])
            .Distinct(StringComparer.Ordinal);
        string[] sharedWith = [.. contested.Where(k => !keys.Contains(k, StringComparer.Ordinal) || _mine.Records.MayBeShared(rule, k)).SelectMany(k => Others(rule, k, record)).Distinct(StringComparer.Ordinal)];
        if (candidates.Count == 0 && sharedWith.Length == 0)
            return MatchResult.None;
        candidates.Reverse();
        return new MatchResult([.. candidates.Select(c => new Candidate(c.View, _theirs.Records.IsLinked(c.Ordinal)) { IsClaimed = Claimed.Contains(c.View.Id), IsRejected = Rejected(record.Id, c.View.Id) })], Name(definition), sharedWith);
    }

    private IEnumerable<string> Others(int rule, string key, RecordView record)
    {
        foreach ((int ordinal, RecordView other) in _mine.Records.Find(rule, key))
        {
            if (!_mine.Records.IsLinked(ordinal) && other.Id != record.Id && _mine.Keys(other).Contains((rule, key)))
                yield return other.Id;
        }
    }

    private bool Rejected(string mine, string theirs)
        => Report.IsDecided(_rules, ConflictKind.RejectedMatch, _mine.Side == Side.Cms ? mine : theirs, _mine.Side == Side.Cms ? theirs : mine);

    private static string Name(MatchRule rule) => rule.Kind == MatchKind.Email && rule.User == "email" ? "e-mail" : rule.User;
}
