using System.Text.Json.Nodes;

namespace UserSync.Simulators.CiviCrm;

/// <summary>APIv4: finds the entity and the action and runs them with an account's rights.</summary>
public sealed class CiviApi(CiviDatabase database, CiviAccount account)
{
    private static readonly string[] Actions = ["autocomplete", "checkAccess", "create", "delete", "get", "getActions", "getChecksum", "getDuplicates", "getFields", "getLinks", "mergeDuplicates", "replace", "save", "update", "validateChecksum"];
    private static readonly string[] Parameters =
    [
        "select", "where", "join", "orderBy", "limit", "offset", "groupBy", "having", "chain", "values", "records", "defaults", "match", "reload", "useTrash", "language", "checkPermissions",
        "loadOptions", "action", "includeCustom", "debug",
    ];

    private readonly RecordStore _store = new(database, account);
    private readonly GetAction _get = new(database, account);

    /// <summary>Runs one call; the answer's object.</summary>
    public Row Call(string entity, string action, JsonObject parameters, string? index)
    {
        ApiResult result = Run(entity, action, parameters);
        return result.ToAnswer(entity, action, index);
    }

    private ApiResult Run(string entity, string action, JsonObject parameters)
    {
        if (SystemEntities.Knows(entity))
            return new SystemEntities(database, account).Run(entity, action, parameters);
        string table = entity == "Individual" ? "Contact" : entity;
        if (!CiviSchema.Entities.TryGetValue(table, out EntityDefinition? definition))
            throw new CiviError($"API ({entity}, {action}) does not exist (or the extension it belongs to is not enabled).");
        if (!Actions.Contains(action, StringComparer.Ordinal))
            throw new CiviError($"Api {entity} {action} version 4 does not exist.");
        foreach ((string name, _) in parameters)
        {
            if (!Parameters.Contains(name, StringComparer.Ordinal))
                throw new CiviError($"Unknown api parameter: set{char.ToUpperInvariant(name[0])}{name[1..]}");
        }

        if (definition.ReadPermission is { } permission && !account.May(permission))
            throw CiviError.Denied(entity, action);
        if (table != "Contact" && !account.May("access CiviCRM"))
            throw CiviError.Denied(entity, action);
        if (entity == "Individual")
            parameters = WithType(parameters);
        ApiResult result = action switch
        {
            "get" => _get.Run(table, parameters),
            "create" => new ApiResult([_store.Create(table, Values(parameters["values"]))]),
            "save" => Save(table, parameters),
            "update" => Update(table, parameters),
            "delete" => Delete(table, parameters),
            "replace" => Replace(table, parameters),
            "checkAccess" => CheckAccess(parameters),
            "getFields" => new FieldListing(database, account).Run(table, parameters),
            "getActions" => new ApiResult([.. Actions.Select(a => new Row { ["name"] = a })]),
            _ => throw new CiviError($"The simulator has no {entity}.{action}."),
        };
        return action == "save" ? result : Chained(result, parameters);
    }

    private ApiResult Save(string entity, JsonObject parameters)
    {
        if (parameters["records"] is not JsonArray { Count: > 0 } records)
            throw new CiviError("Parameter \"records\" is required.");
        List<string> match = [.. (parameters["match"] as JsonArray ?? []).Select(m => m!.GetValue<string>())];
        List<Row> saved = [];
        List<Row> chained = [];
        foreach (JsonNode? record in records)
        {
            if (database.RecordsUntilDeath is { } left)
            {
                if (left == 0)
                    throw new PhpDied();
                database.RecordsUntilDeath = left - 1;
            }

            Row values = Values(parameters["defaults"]);
            foreach ((string name, object? value) in Values(record))
                values[name] = value;
            saved.Add(SaveOne(entity, values, match));
            if (entity == "Contact")
                database.Worked();
        }

        // Chains run after all records, one record after the other; what is stored by then stays.
        if (parameters["reload"]?.GetValue<bool>() == true)
            saved = [.. saved.Select(s => Reloaded(entity, s))];
        chained.AddRange(saved.Select(row => Chain(row, parameters)));
        return new ApiResult(chained);
    }

    private Row SaveOne(string entity, Row values, List<string> match)
    {
        if (TypedKey.Of(values.Get("id"), FieldType.Integer) is { } id)
        {
            Row row = database[entity].TryGet(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture), out Row? found) ? found : throw new CiviError($"Expected one {entity} but found 0");
            return _store.Update(entity, row, values);
        }

        values.Remove("id");
        if (match.Count > 0)
        {
            // Exactly one hit is taken; of two nobody is chosen, and a third record is made (recording write-08).
            List<Row> hits = [.. Matching(entity, values, match).Take(2)];
            if (hits.Count == 1)
                return _store.Update(entity, hits[0], values);
        }

        return _store.Create(entity, values);
    }

    private IEnumerable<Row> Matching(string entity, Row values, List<string> match)
    {
        Row prepared = new RecordValues(database, account).Prepare(CiviSchema.Entities[entity], values).Own;
        JsonArray where = [];
        foreach (string field in match)
        {
            object? value = prepared.Get(field) ?? values.Get(field);
            JsonNode? wanted = value switch { string s => JsonValue.Create(s), long n => JsonValue.Create(n), bool b => JsonValue.Create(b), _ => null };
            where.Add(wanted is null ? new JsonArray(field, "IS EMPTY") : new JsonArray(field, "=", wanted));
        }

        FieldResolver resolver = new(database, account);
        Predicate<Row> test = new WhereClause(path => resolver.Resolve(entity, path), account).All(where);
        return _get.Visible(entity, where).Where(r => test(r));
    }

    private ApiResult Update(string entity, JsonObject parameters)
    {
        Row values = Values(parameters["values"]);
        JsonArray? where = parameters["where"] as JsonArray;
        if (where is not { Count: > 0 } && values.Get("id") is long id)
            where = [new JsonArray("id", "=", id)];
        if (where is not { Count: > 0 })
            throw new CiviError("Parameter \"where\" is required unless primary keys are supplied in values.");
        List<Row> hits = Hits(entity, where);
        // Recordings write-03 and 03b: only a where by id alone misses a record loudly.
        if (hits.Count == 0 && where is [JsonArray only] && only[0]!.GetValue<string>() == "id")
            throw new CiviError($"Expected one {entity} but found 0");
        bool reload = parameters["reload"]?.GetValue<bool>() == true;
        return new ApiResult([.. hits.Select(row => _store.Update(entity, row, values)).Select(row => reload ? Reloaded(entity, row) : row)]);
    }

    private ApiResult Delete(string entity, JsonObject parameters)
    {
        if (parameters["where"] is not JsonArray { Count: > 0 } where)
            throw new CiviError("Parameter \"where\" is required.");
        bool useTrash = parameters["useTrash"]?.GetValue<bool>() ?? true;
        List<Row> deleted = [];
        foreach (Row row in Hits(entity, where))
        {
            _store.Delete(entity, row, useTrash);
            deleted.Add(new Row { ["id"] = CiviSchema.Entities[entity].DeletesTellTexts ? row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : row.Id });
        }

        return new ApiResult(deleted);
    }

    private ApiResult Replace(string entity, JsonObject parameters)
    {
        JsonArray where = parameters["where"]!.AsArray();
        List<Row> before = Hits(entity, where);
        JsonObject defaults = [];
        foreach (JsonArray clause in where.OfType<JsonArray>().Where(c => c[1]!.GetValue<string>() == "="))
            defaults[clause[0]!.GetValue<string>()] = clause[2]!.DeepClone();
        List<string> match = [.. (parameters["match"] as JsonArray ?? []).Select(m => m!.GetValue<string>()), .. defaults.Select(d => d.Key)];
        List<Row> saved = [];
        foreach (JsonNode? record in parameters["records"]!.AsArray())
        {
            Row values = Values(defaults);
            foreach ((string name, object? value) in Values(record))
                values[name] = value;
            saved.Add(SaveOne(entity, values, match));
        }

        List<Row> surplus = [.. before.Where(b => saved.TrueForAll(s => s.Id != b.Id))];
        foreach (Row row in surplus)
            _store.Delete(entity, row, useTrash: true);
        return new ApiResult(saved) { Deleted = [.. surplus.Select(r => new Row { ["id"] = r.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) })] };
    }

    private ApiResult CheckAccess(JsonObject parameters)
    {
        string permission = parameters["action"]!.GetValue<string>() switch { "create" => "add contacts", "delete" => "delete contacts", "get" => "view all contacts", _ => "edit all contacts" };
        return new ApiResult([new Row { ["access"] = account.May(permission) }]);
    }

    private List<Row> Hits(string entity, JsonArray where)
    {
        FieldResolver resolver = new(database, account);
        Predicate<Row> test = new WhereClause(path => resolver.Resolve(entity, path), account).All(where);
        return [.. _get.Visible(entity, where).Where(r => test(r))];
    }

    private Row Reloaded(string entity, Row echo)
    {
        Row full = [];
        foreach (FieldDefinition field in CiviSchema.Entities[entity].Fields)
            full[field.Name] = database[entity].TryGet(echo.Id, out Row? row) ? row.Get(field.Name) : null;
        return full;
    }

    private ApiResult Chained(ApiResult result, JsonObject parameters) =>
        parameters["chain"] is JsonObject ? result with { Values = [.. result.Values.Select(row => Chain(row, parameters))] } : result;

    private Row Chain(Row row, JsonObject parameters)
    {
        foreach ((string name, JsonNode? call) in parameters["chain"] as JsonObject ?? [])
        {
            JsonArray parts = call!.AsArray();
            JsonObject inner = (JsonObject)Replaced(parts.Count > 2 ? parts[2] : new JsonObject(), row)!;
            ApiResult result = Run(parts[0]!.GetValue<string>(), parts[1]!.GetValue<string>(), inner);
            row[name] = parts.Count > 3 ? result.ToAnswer("", "", parts[3]!.ToString())["values"] : result.Values;
        }

        return row;
    }

    // A reference is replaced only when it is the whole text (recording extra-07).
    private static JsonNode? Replaced(JsonNode? node, Row row) => node switch
    {
        null => null,
        JsonObject map => new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, Replaced(m.Value, row)))),
        JsonArray list => new JsonArray([.. list.Select(i => Replaced(i, row))]),
        JsonValue value when value.TryGetValue(out string? text) && text.StartsWith('$') && row.ContainsKey(text[1..]) => row[text[1..]] switch
        {
            long number => JsonValue.Create(number),
            string plain => JsonValue.Create(plain),
            _ => null,
        },
        _ => node!.DeepClone(),
    };

    private static JsonObject WithType(JsonObject parameters)
    {
        JsonObject typed = (JsonObject)parameters.DeepClone();
        if (typed["values"] is JsonObject values)
            values["contact_type"] = "Individual";
        return typed;
    }

    private static Row Values(JsonNode? node) => Php.Value(node) as Row ?? [];
}
