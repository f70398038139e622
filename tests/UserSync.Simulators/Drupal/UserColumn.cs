using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Simulators.Drupal;

/// <summary>A column by which users are filtered and sorted.</summary>
/// <param name="IsNumber">Compared as a number, of which a text gives its leading digits.</param>
/// <param name="Values">What a user holds; none for NULL.</param>
public sealed partial record UserColumn(bool IsNumber, Func<DrupalUser, List<string>> Values)
{
    private const string Everybody = "access user profiles";
    private const string Administer = "administer users";

    /// <summary>The column behind a path, if the account may filter by it.</summary>
    public static UserColumn Of(string path, DrupalDatabase database, DrupalUser account)
    {
        (UserColumn? column, string right) = path switch
        {
            "drupal_internal__uid" or "uid" => (Whole(u => u.Uid), Everybody),
            "id" or "uuid" => (Text(u => u.Uuid), Everybody),
            "name" => (Text(u => u.Name), Everybody),
            "created" => (Whole(u => u.Created.ToUnixTimeSeconds()), Everybody),
            "changed" => (Whole(u => u.Changed.ToUnixTimeSeconds()), Everybody),
            "mail" => (Text(u => u.Mail), Administer),
            "status" => (Whole(u => u.Status ? 1 : 0), Administer),
            "roles.meta.drupal_internal__target_id" => (new UserColumn(false, u => u.Roles), Administer),
            "pass" => (Text(_ => null), "nobody has this"),
            _ => (OfField(path, database), Everybody),
        };
        if (column is null)
            throw new DrupalError(400, $"Invalid nested filtering. The field `{path}`, given in the path `{path}`, does not exist.");
        if (right.StartsWith("nobody", StringComparison.Ordinal) || !(database.May(account, right) || database.May(account, Administer)))
            throw account.Uid == 0 ? new DrupalError(401, "") : new DrupalError(403, $"The current user is not authorized to filter by the `{path}` field, given in the path `{path}`.");
        return column;
    }

    /// <summary>The order of a held and a given value.</summary>
    public int Compare(string held, string given) => IsNumber ? Leading(held).CompareTo(Leading(given)) : string.CompareOrdinal(Collation.Key(held), Collation.Key(given));

    private static UserColumn? OfField(string path, DrupalDatabase database)
    {
        string[] parts = path.Split('.', 2);
        DrupalField? field = database.Fields.Find(f => f.Name == parts[0] && !f.IsReference);
        if (field is null)
            return null;
        if (field.Type.StartsWith("text", StringComparison.Ordinal) && parts.Length == 1)
            throw new DrupalError(400, $"Invalid nested filtering. The field `{path}`, given in the path `{path}` is incomplete, it must end with one of the following specifiers: `value`, `format`, `processed`.");
        return new UserColumn(field.Type is "integer" or "decimal" or "boolean", u => Held(u.Fields.GetValueOrDefault(field.Name)));
    }

    private static List<string> Held(JsonNode? value) => value switch
    {
        null => [],
        JsonArray list => [.. list.Select(i => i!.ToString())],
        JsonObject parts => [parts["value"]!.ToString()],
        JsonValue flag when flag.TryGetValue(out bool set) => [set ? "1" : "0"],
        _ => [value.ToString()],
    };

    private static UserColumn Text(Func<DrupalUser, string?> get) => new(false, u => get(u) is { } text ? [text] : []);

    private static UserColumn Whole(Func<DrupalUser, long> get) => new(true, u => [get(u).ToString(CultureInfo.InvariantCulture)]);

    // MariaDB reads the digits that a text begins with: of an ISO date the year.
    private static decimal Leading(string text) => decimal.TryParse(Number().Match(text).Value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : 0;

    [GeneratedRegex(@"^-?\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
