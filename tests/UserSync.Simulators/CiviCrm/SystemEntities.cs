using System.Text.Json.Nodes;

namespace UserSync.Simulators.CiviCrm;

/// <summary>Entities that are no tables: settings, permissions, the list of entities.</summary>
public sealed class SystemEntities(CiviDatabase database, CiviAccount account)
{
    /// <summary>Whether an entity is one of these.</summary>
    public static bool Knows(string entity) => entity is "Setting" or "Permission" or "Entity";

    /// <summary>Runs a call.</summary>
    public ApiResult Run(string entity, string action, JsonObject parameters)
    {
        if (entity != "Permission" && !account.May("administer CiviCRM"))
            throw CiviError.Denied(entity, action);
        List<string> select = [.. (parameters["select"] as JsonArray ?? []).Select(s => s!.GetValue<string>())];
        switch (entity, action)
        {
            case ("Setting", "get"):
                return new ApiResult([.. select.Select(name => new Row { ["name"] = name, ["value"] = database.Settings.GetValueOrDefault(name), ["domain_id"] = database.DomainId })]);
            case ("Setting", "set"):
                Row values = Php.Value(parameters["values"]) as Row ?? [];
                foreach ((string name, object? value) in values)
                    database.Settings[name] = value;
                return new ApiResult([.. values.Select(v => new Row { ["name"] = v.Key, ["value"] = v.Value, ["domain_id"] = database.DomainId })]);
            case ("Permission", "get"):
                return Listed(CiviAccount.AllPermissions.Select(p => new Row { ["name"] = p, ["title"] = p }), parameters);
            default:
                return Listed(CiviSchema.Entities.Keys.Append("Individual").Order(StringComparer.Ordinal).Select(e => new Row { ["name"] = e }), parameters);
        }
    }

    private ApiResult Listed(IEnumerable<Row> rows, JsonObject parameters)
    {
        Predicate<Row> where = new WhereClause(static path => new FieldResolver.Expression(row => row.Get(path), FieldType.String), account).All(parameters["where"]);
        return new ApiResult([.. rows.Where(r => where(r))]);
    }
}
