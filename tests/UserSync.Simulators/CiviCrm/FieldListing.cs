using System.Text.Json.Nodes;

namespace UserSync.Simulators.CiviCrm;

/// <summary>The action getFields.</summary>
public sealed class FieldListing(CiviDatabase database, CiviAccount account)
{
    /// <summary>Runs it.</summary>
    public ApiResult Run(string entity, JsonObject parameters)
    {
        bool options = parameters["loadOptions"] is JsonArray || parameters["loadOptions"] is JsonValue flag && flag.TryGetValue(out bool on) && on;
        List<string> select = [.. (parameters["select"] as JsonArray ?? []).Select(s => s!.GetValue<string>())];
        IEnumerable<Row> rows = CiviSchema.Entities[entity].Fields.Select(Own);
        if (entity == "Contact")
        {
            rows = rows.Append(Extra("email_primary")).Append(Extra("phone_primary")).Append(Extra("address_primary"));
            if (account.May("access all custom data"))
                rows = rows.Concat(database.CustomFields().Select(c => Custom(c.Name, c.Field, options)));
        }

        Predicate<Row> where = new WhereClause(static path => new FieldResolver.Expression(row => row.Get(path), FieldType.String), account).All(parameters["where"]);
        return new ApiResult([.. rows.Where(r => where(r)).Select(r => Shown(r, select))]);
    }

    private static Row Own(FieldDefinition field)
    {
        Row attributes = [];
        if (field.Label is { } label)
            attributes["label"] = label;
        if (field.MaxLength > 0)
            attributes["maxlength"] = (long)field.MaxLength;
        if (field.Type == FieldType.Timestamp && field.Name != "birth_date")
            attributes["time"] = attributes["date"] = true;
        return new Row
        {
            ["type"] = "Field", ["required"] = field.Required || field is { Name: "domain_id" }, ["nullable"] = field.Name != "id" && field.Type != FieldType.Boolean && field is not { Required: true } and not { Name: "domain_id" }, ["readonly"] = field.ReadOnly, ["name"] = field.Name,
            ["label"] = field.Label ?? field.Name, ["title"] = field.Label ?? field.Name, ["data_type"] = TypeOf(field), ["options"] = false, ["serialize"] = null,
            ["input_attrs"] = attributes.Count > 0 ? attributes : new List<object?>(),
        };
    }

    private static Row Extra(string name) => new()
    {
        ["type"] = "Extra", ["required"] = false, ["nullable"] = true, ["readonly"] = false, ["name"] = name, ["label"] = name, ["title"] = name, ["data_type"] = "Integer", ["options"] = false, ["serialize"] = null,
        ["input_attrs"] = new List<object?>(),
    };

    private Row Custom(string name, Row field, bool options)
    {
        object? choices = field.Number("option_group_id") is not { } group ? false
            : !options ? true
            : database.Options(group).Select(o => new Row { ["id"] = o.Value, ["name"] = o.Name, ["label"] = o.Label }).ToList();
        Row attributes = [];
        if (field.Number("text_length") is { } longest)
            attributes["maxlength"] = longest;
        if (field.Number("time_format") is not null)
            attributes["time"] = attributes["date"] = true;
        return new Row
        {
            ["type"] = "Custom", ["required"] = field.Flag("is_required"), ["nullable"] = true, ["readonly"] = field.Flag("is_view"), ["name"] = name, ["label"] = field.Text("label"), ["title"] = field.Text("label"),
            ["data_type"] = field.Text("data_type") == "Date" && field.Number("time_format") is not null ? "Timestamp" : field.Text("data_type"), ["options"] = choices, ["serialize"] = field.Number("serialize"),
            ["input_attrs"] = attributes.Count > 0 ? attributes : new List<object?>(),
        };
    }

    private static Row Shown(Row row, List<string> select)
    {
        if (select.Count == 0)
            return row;
        Row shown = [];
        foreach ((string name, object? value) in row.Where(v => select.Contains(v.Key, StringComparer.Ordinal)))
            shown[name] = value;
        return shown;
    }

    private static string TypeOf(FieldDefinition field) => field.Type switch
    {
        FieldType.Integer => "Integer",
        FieldType.Boolean => "Boolean",
        FieldType.Timestamp => field.Name == "birth_date" ? "Date" : "Timestamp",
        _ => "String",
    };
}
