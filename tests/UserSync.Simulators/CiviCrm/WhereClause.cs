using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Simulators.CiviCrm;

/// <summary>Turns the where of an API call into a test of records.</summary>
public sealed class WhereClause(Func<string, FieldResolver.Expression?> resolve, CiviAccount account)
{
    /// <summary>The test that all clauses make together.</summary>
    public Predicate<Row> All(JsonNode? clauses)
    {
        List<Predicate<Row>> tests = [.. (clauses as JsonArray ?? []).Select(c => One(c!.AsArray()))];
        return row => tests.TrueForAll(t => t(row));
    }

    private Predicate<Row> One(JsonArray clause)
    {
        string head = clause[0]!.GetValue<string>();
        if (head is "OR" or "AND" or "NOT" && clause.Count == 2)
        {
            if (head == "OR")
            {
                List<Predicate<Row>> any = [.. clause[1]!.AsArray().Select(c => One(c!.AsArray()))];
                return row => any.Exists(t => t(row));
            }

            Predicate<Row> all = All(clause[1]);
            return head == "AND" ? all : row => !all(row);
        }

        FieldResolver.Expression field = resolve(head) ?? throw new CiviError($"Invalid field '{head}'");
        return Test(field, clause[1]!.GetValue<string>(), clause.Count > 2 ? clause[2] : null);
    }

    private Predicate<Row> Test(FieldResolver.Expression field, string op, JsonNode? node)
    {
        object? value = Php.Value(node);
        if (value is "user_contact_id")
            value = account.ContactId;
        switch (op)
        {
            case "=" when value is "this.day":
                return row => field.Read(row) is string;
            case "=":
                return In([value]);
            case "!=" or "<>":
                return Not(In([value]));
            case "IN":
                return In(value as List<object?> ?? [value]);
            case "NOT IN":
                return Not(In(value as List<object?> ?? [value]));
            case "IS NULL":
                return row => field.Read(row) is null;
            case "IS NOT NULL":
                return row => field.Read(row) is not null;
            case "IS EMPTY":
                return row => field.Read(row) is null or "" or 0L or false;
            case "IS NOT EMPTY":
                return row => field.Read(row) is not (null or "" or 0L or false);
            case "<" or "<=" or ">" or ">=":
                return row => Compare(field.Read(row), value, field.Type) is { } order && op switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
            case "BETWEEN" when value is List<object?> { Count: 2 } range:
                return row => Compare(field.Read(row), range[0], field.Type) >= 0 && Compare(field.Read(row), range[1], field.Type) <= 0;
            case "LIKE":
                return Like(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            case "NOT LIKE":
                return Not(Like(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
            case "CONTAINS":
                return Like("%" + Convert.ToString(value, CultureInfo.InvariantCulture) + "%");
            default:
                throw new CiviError("Illegal operator");
        }

        Predicate<Row> In(List<object?> values)
        {
            HashSet<string> keys = [.. values.Select(v => TypedKey.Of(v, field.Type)).OfType<string>()];
            return row => field.Read(row) switch
            {
                List<object?> many => many.Exists(one => TypedKey.Of(one, FieldType.String) is { } key && keys.Contains(key)),
                var one => TypedKey.Of(one, field.Type) is { } key && keys.Contains(key),
            };
        }

        Predicate<Row> Like(string pattern)
        {
            string expression = "^" + Regex.Escape(Collation.Key(pattern)).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal) + "$";
            Regex regex = new(expression, RegexOptions.Singleline, TimeSpan.FromSeconds(1));
            return row => TypedKey.Of(field.Read(row), FieldType.String) is { } key && regex.IsMatch(key);
        }

        static Predicate<Row> Not(Predicate<Row> test) => row => !test(row);
    }

    /// <summary>The order of two values; null when one is NULL.</summary>
    public static int? Compare(object? left, object? right, FieldType type)
    {
        if (left is null || right is null)
            return null;
        if (type is FieldType.Integer or FieldType.Boolean)
        {
            return long.TryParse(TypedKey.Of(left, type), CultureInfo.InvariantCulture, out long a) && long.TryParse(TypedKey.Of(right, type), CultureInfo.InvariantCulture, out long b)
                ? a.CompareTo(b)
                : null;
        }

        return string.CompareOrdinal(TypedKey.Of(left, type), TypedKey.Of(right, type));
    }
}
