using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.CiviCrm;

/// <summary>One API call.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Action">The action.</param>
/// <param name="Params">Its parameters.</param>
internal sealed record CiviCall(string Entity, string Action, JObject Params)
{
    /// <summary>A get of named fields; the api_key of people is never asked for.</summary>
    public static CiviCall Get(string entity, IEnumerable<string> select, params JToken[] where) =>
        new(entity, "get", new JObject { ["select"] = new JArray(select.Distinct(StringComparer.Ordinal)), ["where"] = new JArray(where) });

    /// <summary>The same call in a fixed order of ids, at most so many rows.</summary>
    public CiviCall Page(int limit, bool newestFirst = false) =>
        this with { Params = new JObject(Params.Properties()) { ["orderBy"] = new JObject { ["id"] = newestFirst ? "DESC" : "ASC" }, ["limit"] = limit } };

    /// <summary>One condition.</summary>
    public static JArray Where(string field, string op, object value) => new(field, op, value as JToken ?? JToken.FromObject(value));

    /// <summary>A list with this one condition; a JArray made of a JArray would be its copy.</summary>
    public static JArray Only(JArray condition) => [condition];

    /// <summary>A value that is one of several.</summary>
    public static JArray In(string field, IEnumerable<object> values) => new(field, "IN", new JArray(values));

    /// <summary>Contacts in the trash are meant too.</summary>
    public static JArray WithTrash() => new("is_deleted", "IN", new JArray(true, false));

    /// <summary>The call as an item of <c>calls</c>.</summary>
    public JArray ToItem() => new(Entity, Action, Params);
}
