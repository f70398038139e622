using System.Globalization;
using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>The conditions and groups of a listing of users, compared as the database does.</summary>
public sealed class UserFilter
{
    private static readonly string[] Operators = ["=", "<>", ">", ">=", "<", "<=", "STARTS_WITH", "CONTAINS", "ENDS_WITH", "IN", "NOT IN", "IS NULL", "IS NOT NULL"];
    private readonly List<(UserColumn Column, string Operator, List<string> Values, string? Group)> _conditions = [];
    private readonly Dictionary<string, (bool Any, string? Within)> _groups = new(StringComparer.Ordinal);

    /// <summary>Reads the parameter "filter".</summary>
    /// <exception cref="DrupalError">400 for an unknown field or operator; 403, or 401 for a visitor, for a field that the account may not see.</exception>
    public UserFilter(IReadOnlyList<(string[] Name, string Value)> parameters, DrupalDatabase database, DrupalUser account)
    {
        foreach (IGrouping<string, (string[] Name, string Value)> named in parameters.GroupBy(p => p.Name[0]))
        {
            string? Of(params string[] rest) => named.Where(p => p.Name.Skip(1).SequenceEqual(rest, StringComparer.Ordinal)).Select(p => p.Value).LastOrDefault();
            if (Of("group", "conjunction") is { } conjunction)
            {
                _groups[named.Key] = (conjunction == "OR", Of("group", "memberOf"));
                continue;
            }

            string path = Of("condition", "path") ?? named.Key;
            string comparison = Of("condition", "operator") ?? "=";
            if (!Operators.Contains(comparison))
                throw new DrupalError(400, $"The '{comparison}' operator is not allowed in a filter parameter.");
            UserColumn column = UserColumn.Of(path, database, account);
            List<string> values = [.. named.Where(p => p.Name.Length == 1 || (p.Name.Length >= 3 && p.Name[2] == "value")).Select(p => p.Value)];
            _conditions.Add((column, comparison, values, Of("condition", "memberOf")));
        }
    }

    /// <summary>True when there is no condition: only then the anonymous visitor is listed.</summary>
    public bool IsEmpty => _conditions.Count == 0;

    /// <summary>Whether a user is let through.</summary>
    public bool Takes(DrupalUser user) => IsEmpty || (user.Uid > 0 && Holds(user, null, any: false));

    private bool Holds(DrupalUser user, string? group, bool any)
    {
        IEnumerable<bool> parts = _conditions.Where(c => c.Group == group).Select(c => Fits(user, c.Column, c.Operator, c.Values))
            .Concat(_groups.Where(g => g.Value.Within == group).Select(g => Holds(user, g.Key, g.Value.Any)));
        return any ? parts.Any(p => p) : parts.All(p => p);
    }

    private static bool Fits(DrupalUser user, UserColumn column, string comparison, List<string> wanted)
    {
        List<string> held = column.Values(user);
        return comparison switch
        {
            "IS NULL" => held.Count == 0,
            "IS NOT NULL" => held.Count > 0,
            "IN" => held.Any(h => wanted.Any(w => column.Compare(h, w) == 0)),
            "NOT IN" => held.Any(h => wanted.All(w => column.Compare(h, w) != 0)),
            "CONTAINS" => held.Any(h => Collation.Key(h).Contains(Collation.Key(wanted[0]), StringComparison.Ordinal)),
            "STARTS_WITH" => held.Any(h => Collation.Key(h).StartsWith(Collation.Key(wanted[0]), StringComparison.Ordinal)),
            "ENDS_WITH" => held.Any(h => Collation.Key(h).EndsWith(Collation.Key(wanted[0]), StringComparison.Ordinal)),
            _ => held.Any(h => Fits(column.Compare(h, wanted[0]), comparison)),
        };
    }

    private static bool Fits(int order, string comparison) => comparison switch
    {
        "=" => order == 0,
        "<>" => order != 0,
        ">" => order > 0,
        ">=" => order >= 0,
        "<" => order < 0,
        _ => order <= 0,
    };
}
