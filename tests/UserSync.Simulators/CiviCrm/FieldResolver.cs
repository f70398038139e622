namespace UserSync.Simulators.CiviCrm;

/// <summary>Finds what a field expression means: own fields, suffixes, implicit joins, custom fields, tags.</summary>
public sealed class FieldResolver(CiviDatabase database, CiviAccount account)
{
    /// <summary>Reads a value from a record.</summary>
    /// <param name="Read">Reads it.</param>
    /// <param name="Type">How it compares.</param>
    public sealed record Expression(Func<Row, object?> Read, FieldType Type);

    /// <summary>The expression; null when there is no such field, or the account may not know of it.</summary>
    public Expression? Resolve(string entity, string path)
    {
        EntityDefinition definition = CiviSchema.Entities[entity];
        (string name, string? suffix) = path.Split(':', 2) is [var n, var s] ? (n, s) : (path, null);
        if (definition.Field(name) is { } field)
            return name == "api_key" && !account.May("edit api keys") ? null : Own(field, suffix);
        if (entity == "Contact" && name == "tags" && suffix is not null)
            return new Expression(row => Tags(row.Id, suffix), FieldType.List);
        if (entity == "Contact" && database.Custom(name) is { } custom)
            return account.May("access all custom data") ? CustomField(custom.Name, custom.Field, suffix) : null;
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : Joined(entity, definition, path[..dot], path[(dot + 1)..]);
    }

    private Expression Own(FieldDefinition field, string? suffix)
    {
        if (suffix is not null && field.Entity is { } other)
            return new Expression(row => database[other].TryGet(row.Number(field.Name), out Row? found) ? found.Get(suffix) : null, FieldType.String);
        if (suffix is null || field.Options is null)
            return new Expression(row => row.Get(field.Name), field.Type);
        return new Expression(row => Option(database.Options(field.Options), row.Get(field.Name), suffix), FieldType.String);
    }

    private Expression CustomField(string name, Row field, string? suffix) => suffix is null || field.Number("option_group_id") is not { } group
        ? new Expression(row => row.Get(name), field.Text("data_type") == "Date" ? FieldType.Timestamp : FieldType.String)
        : new Expression(row => Option(database.Options(group), row.Get(name), suffix), FieldType.String);

    private Expression? Joined(string entity, EntityDefinition definition, string head, string rest)
    {
        if (entity == "Contact" && head is "email_primary" or "phone_primary" or "address_primary")
        {
            string target = head switch { "email_primary" => "Email", "phone_primary" => "Phone", _ => "Address" };
            return Resolve(target, rest) is { } inner ? new Expression(row => database.Primary(target, row.Id) is { } found ? inner.Read(found) : null, inner.Type) : null;
        }

        if (definition.Field(head) is not { Entity: { } other } || !MayRead(other) || Resolve(other, rest) is not { } joined)
            return null;
        return new Expression(row => database[other].TryGet(row.Number(head), out Row? found) ? joined.Read(found) : null, joined.Type);
    }

    private bool MayRead(string entity) => CiviSchema.Entities[entity].ReadPermission is not { } permission || account.May(permission);

    private List<object?> Tags(long contactId, string suffix) => [.. database["EntityTag"].Of(contactId).Where(t => t.Text("entity_table") == "civicrm_contact")
        .Select(t => database["Tag"].TryGet(t.Number("tag_id"), out Row? tag) ? tag.Text(suffix) : null)];

    private static object? Option(IEnumerable<(object Value, string Name, string Label)> options, object? value, string suffix)
    {
        foreach ((object stored, string name, string label) in options)
        {
            if (value is not null && TypedKey.Of(stored, FieldType.String) == TypedKey.Of(value, FieldType.String))
                return suffix == "label" ? label : name;
        }

        return null;
    }
}
