using System.Text.Json.Nodes;

namespace UserSync.Simulators.CiviCrm;

/// <summary>Reads records: select, where, join, orderBy, limit, offset.</summary>
public sealed class GetAction(CiviDatabase database, CiviAccount account)
{
    private static readonly string[] Pinning = ["=", "IN", "LIKE"];
    private readonly FieldResolver _resolver = new(database, account);

    /// <summary>Runs a get.</summary>
    public ApiResult Run(string entity, JsonObject parameters)
    {
        if (parameters.ContainsKey("groupBy") || parameters.ContainsKey("having"))
            throw new CiviError("The simulator has no groupBy.");
        JsonArray joins = parameters["join"] as JsonArray ?? [];
        Dictionary<string, string> aliases = joins.Select(j => j![0]!.GetValue<string>().Split(" AS ")).ToDictionary(p => p[1], p => p[0], StringComparer.Ordinal);
        FieldResolver.Expression? Resolve(string path) => Aliased(entity, path, aliases);

        IEnumerable<Row> rows = Visible(entity, parameters["where"]);
        foreach (JsonNode? join in joins)
            rows = Join(rows, join!.AsArray());
        Predicate<Row> where = new WhereClause(Resolve, account).All(parameters["where"]);
        List<Row> hits = [.. rows.Where(r => where(r))];
        Sort(entity, hits, parameters, Resolve);
        List<string> select = [.. (parameters["select"] as JsonArray ?? []).Select(s => s!.GetValue<string>())];
        int limit = parameters["limit"]?.GetValue<int>() ?? 0;
        int offset = parameters["offset"]?.GetValue<int>() ?? 0;
        bool counts = select.Remove("row_count");
        if (counts && select.Count == 0)
            return new ApiResult([]) { Matched = hits.Count };
        IEnumerable<Row> page = hits.Skip(offset).Take(limit > 0 ? limit : int.MaxValue);
        List<(string Name, FieldResolver.Expression Field)> fields = [.. Expand(entity, select).Select(s => (s, Resolve(s))).Where(f => f.Item2 is { Type: not FieldType.List } || entity == "Tag" && f.Item2 is not null).Select(f => (f.s, f.Item2!))];
        return new ApiResult([.. page.Select(r => Shown(r, fields, select.Count == 0))]) { Matched = counts ? hits.Count : null };
    }

    /// <summary>The records that the account may see at all.</summary>
    public IEnumerable<Row> Visible(string entity, JsonNode? where)
    {
        EntityDefinition definition = CiviSchema.Entities[entity];
        bool hideTrash = entity == "Contact" && !NamesTrash(where as JsonArray ?? []);
        foreach (Row row in database[entity].Rows)
        {
            if (hideTrash && row.Flag("is_deleted"))
                continue;
            if (definition.Owner is not { } owner || SeesContact(entity == "Contact" ? row : Owner(row, owner)))
                yield return row;
        }
    }

    private Row? Owner(Row row, string owner) => database["Contact"].TryGet(row.Number(owner), out Row? contact) ? contact : null;

    private bool SeesContact(Row? contact) => account.May("view all contacts") && (contact is null || !contact.Flag("is_deleted") || account.May("access deleted contacts"));

    // Contract 4.6: the trash is hidden unless the field is named, or the where pins id.
    private static bool NamesTrash(JsonArray clauses) => clauses.OfType<JsonArray>().Any(c => c[0]?.GetValue<string>() switch
    {
        "is_deleted" => true,
        "id" => Pinning.Contains(c[1]!.GetValue<string>(), StringComparer.Ordinal),
        "OR" or "AND" or "NOT" => NamesTrash(c[1] as JsonArray ?? []),
        _ => false,
    });

    private FieldResolver.Expression? Aliased(string entity, string path, Dictionary<string, string> aliases)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !aliases.TryGetValue(path[..dot], out string? other))
            return _resolver.Resolve(entity, path);
        string alias = path[..dot];
        // Without the right to read the joined entity its columns vanish (recording perm-10).
        if (CiviSchema.Entities[other].ReadPermission is { } permission && !account.May(permission))
            return null;
        return _resolver.Resolve(other, path[(dot + 1)..]) is { } inner
            ? new FieldResolver.Expression(row => row.Get("\u0001" + alias) is Row joined ? inner.Read(joined) : null, inner.Type)
            : null;
    }

    private IEnumerable<Row> Join(IEnumerable<Row> rows, JsonArray join)
    {
        string[] named = join[0]!.GetValue<string>().Split(" AS ");
        JsonArray on = join[2]!.AsArray();
        string theirs = on[0]!.GetValue<string>()[(named[1].Length + 1)..];
        string ours = on[2]!.GetValue<string>();
        ILookup<object?, Row> others = database[named[0]].Rows.ToLookup(r => r.Get(theirs));
        foreach (Row row in rows)
        {
            List<Row?> matches = [.. others[row.Get(ours)]];
            if (matches.Count == 0 && join[1]!.GetValue<string>() == "LEFT")
                matches.Add(null);
            foreach (Row? match in matches)
                yield return new Row(row) { ["\u0001" + named[1]] = match };
        }
    }

    private static void Sort(string entity, List<Row> hits, JsonObject parameters, Func<string, FieldResolver.Expression?> resolve)
    {
        if (parameters["orderBy"] is JsonObject order)
        {
            IOrderedEnumerable<Row>? sorted = null;
            foreach ((string path, JsonNode? direction) in order)
            {
                FieldResolver.Expression field = resolve(path) ?? throw new CiviError($"Invalid field '{path}'");
                Comparer<object?> comparer = Comparer<object?>.Create((a, b) => WhereClause.Compare(a, b, field.Type) ?? (a is null ? 0 : 1) - (b is null ? 0 : 1));
                bool down = direction!.GetValue<string>() == "DESC";
                sorted = sorted is null
                    ? down ? hits.OrderByDescending(field.Read, comparer) : hits.OrderBy(field.Read, comparer)
                    : down ? sorted.ThenByDescending(field.Read, comparer) : sorted.ThenBy(field.Read, comparer);
            }

            List<Row> result = [.. sorted ?? hits.AsEnumerable()];
            hits.Clear();
            hits.AddRange(result);
        }
        else if (entity == "Tag")
        {
            hits.Sort(static (a, b) => string.CompareOrdinal(a.Text("name"), b.Text("name")));
        }
        else if (entity == "Contact" && parameters["where"] is not JsonArray { Count: > 0 } && parameters["select"] is JsonArray { Count: > 0 })
        {
            // Without an order the rows come by an index: empty names first.
            List<Row> result = [.. hits.OrderBy(r => Collation.Key(r.Text("sort_name") ?? ""), StringComparer.Ordinal)];
            hits.Clear();
            hits.AddRange(result);
        }
    }

    private IEnumerable<string> Expand(string entity, List<string> select)
    {
        if (select.Count == 0 || select.Contains("*", StringComparer.Ordinal))
        {
            foreach (FieldDefinition field in CiviSchema.Entities[entity].Fields)
                yield return field.Name;
        }

        foreach (string name in select.Where(s => s != "*"))
        {
            if (!name.EndsWith(".*", StringComparison.Ordinal))
            {
                yield return name;
                continue;
            }

            foreach ((string custom, _) in database.CustomFields().Where(c => name == "custom.*" || c.Name.StartsWith(name[..^1], StringComparison.Ordinal)))
                yield return custom;
        }
    }

    private static Row Shown(Row row, List<(string Name, FieldResolver.Expression Field)> fields, bool all)
    {
        Row shown = [];
        // The id comes along whatever is selected (recordings write-09, trap-07).
        if (row.TryGetValue("id", out object? id))
            shown["id"] = id;
        foreach ((string name, FieldResolver.Expression field) in fields)
        {
            object? value = field.Read(row);
            if (all && value is null && name == "organization_name")
                continue;
            shown[name] = value;
        }

        return shown;
    }
}
