using UserSync.Core.Matching;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Core.Planning;

/// <summary>Finds the contacts of users without a link, rule by rule, comparing every hit with the records themselves.</summary>
internal sealed class UserMatcher
{
    private readonly PlanRules _rules;
    private readonly RecordIndex _users;
    private readonly RecordIndex _contacts;

    public UserMatcher(PlanRules rules, RecordIndex users, RecordIndex contacts)
    {
        _rules = rules;
        _users = users;
        _contacts = contacts;
    }

    /// <summary>Contacts that a stronger rule found for somebody without deciding.</summary>
    public HashSet<string> Claimed { get; } = new(StringComparer.Ordinal);

    private IReadOnlyList<MatchRule> Rules => _rules.Profile.Match;

    public static IEnumerable<(int Rule, string Key)> UserKeys(PlanRules rules, RecordView user)
        => Keys(rules, user.Values, r => rules.Paths.UserIndex(r.User));

    public static IEnumerable<(int Rule, string Key)> ContactKeys(PlanRules rules, RecordView contact)
        => Keys(rules, contact.Values, r => rules.Paths.ContactIndex(r.Contact));

    /// <summary>What one rule finds for a user; <see cref="MatchResult.None"/> when it finds nothing.</summary>
    public MatchResult Match(int rule, RecordView user)
    {
        MatchRule definition = Rules[rule];
        List<string> keys = [.. UserKeys(_rules, user).Where(k => k.Rule == rule).Select(k => k.Key)];
        if (keys.Count == 0)
            return MatchResult.None;
        var candidates = new List<(int Ordinal, RecordView View)>();
        foreach (string key in keys)
        {
            foreach ((int ordinal, RecordView view) in _contacts.Find(rule, key))
            {
                if (!candidates.Exists(c => c.Ordinal == ordinal) && ContactKeys(_rules, view).Contains((rule, key)))
                    candidates.Add((ordinal, view));
            }
        }

        // A contact that holds the keys of several people is nobody's for certain.
        IEnumerable<string> contested = candidates.Where(c => !_contacts.IsLinked(c.Ordinal))
            .SelectMany(c => ContactKeys(_rules, c.View).Where(k => k.Rule == rule).Select(k => k.Key))
            .Concat(candidates.Count > 0 || definition.Kind == MatchKind.Email ? keys : [])
            .Distinct(StringComparer.Ordinal);
        string[] sharedWith = [.. contested.Where(k => !keys.Contains(k, StringComparer.Ordinal) || _users.MayBeShared(rule, k)).SelectMany(k => Others(rule, k, user)).Distinct(StringComparer.Ordinal)];
        if (candidates.Count == 0 && sharedWith.Length == 0)
            return MatchResult.None;
        candidates.Reverse();
        return new MatchResult([.. candidates.Select(c => new Candidate(c.View, _contacts.IsLinked(c.Ordinal)) { IsClaimed = Claimed.Contains(c.View.Id) })], Name(definition), sharedWith);
    }

    private IEnumerable<string> Others(int rule, string key, RecordView user)
    {
        foreach ((int ordinal, RecordView other) in _users.Find(rule, key))
        {
            if (!_users.IsLinked(ordinal) && other.Id != user.Id && UserKeys(_rules, other).Contains((rule, key)))
                yield return other.Id;
        }
    }

    private static string Name(MatchRule rule) => rule.Kind == MatchKind.Email && rule.User == "email" ? "e-mail" : rule.User;

    private static IEnumerable<(int Rule, string Key)> Keys(PlanRules rules, IReadOnlyList<FieldValue> values, Func<MatchRule, int> index)
    {
        for (int i = 0; i < rules.Profile.Match.Count; i++)
        {
            MatchRule rule = rules.Profile.Match[i];
            foreach (string key in MatchKeys.Of(rule, values[index(rule)]))
                yield return (i, key);
        }
    }
}
