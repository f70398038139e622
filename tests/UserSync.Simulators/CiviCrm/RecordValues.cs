using System.Globalization;

namespace UserSync.Simulators.CiviCrm;

/// <summary>What becomes of the values of a write before they are stored: suffixes, look-ups by name, cuts, and what is dropped without a word.</summary>
public sealed class RecordValues(CiviDatabase database, CiviAccount account)
{
    private static readonly string[] CutWithDots = ["first_name", "middle_name", "last_name"];

    /// <summary>The values for the record itself, its custom fields, and those for its primary e-mail, phone and address.</summary>
    /// <param name="Own">Values to store.</param>
    /// <param name="Echo">Further values of the answer.</param>
    /// <param name="Primary">Values by entity.</param>
    public sealed record Prepared(Row Own, Row Echo, IReadOnlyDictionary<string, Row> Primary);

    /// <summary>Prepares the values of one record.</summary>
    public Prepared Prepare(EntityDefinition entity, IReadOnlyDictionary<string, object?> values)
    {
        Row own = [];
        Row echo = [];
        Dictionary<string, Row> primary = new(StringComparer.Ordinal);
        foreach ((string key, object? given) in values)
        {
            (string name, string? suffix) = key.Split(':', 2) is [var n, var s] ? (n, s) : (key, null);
            object? value = given is "" ? null : given is "user_contact_id" ? account.ContactId : given;
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            if (entity.Field(name) is { } field)
                own[name] = Stored(field, suffix is null ? value : Option(field, value, suffix));
            else if (entity.Name == "Contact" && database.Custom(name) is { } custom)
                Custom(own, echo, custom.Name, custom.Field, value, suffix);
            else if (entity.Name == "Contact" && dot > 0 && name[..dot] is "email_primary" or "phone_primary" or "address_primary")
                Primary(primary, name[..dot], key[(dot + 1)..], value, echo, key);
            else if (dot > 0 && entity.Field(name[..dot]) is { Entity: { } other })
                own[name[..dot]] = database[other].Rows.FirstOrDefault(r => TypedKey.Of(r.Get(name[(dot + 1)..]), FieldType.String) == TypedKey.Of(value, FieldType.String))?.Id;
            else if (entity.Name == "Tag" && name == "used_for")
                own[name] = new List<object?> { "civicrm_contact" };
        }

        return new Prepared(own, echo, primary);
    }

    private object? Stored(FieldDefinition field, object? value)
    {
        if (value is null)
            return null;
        switch (field.Type)
        {
            case FieldType.Integer:
                long? number = TypedKey.Of(value, FieldType.Integer) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
                if (field.Entity is { } entity && number is not null && !database[entity].TryGet(number, out _))
                    throw new CiviError("DB Error: constraint violation");
                return number;
            case FieldType.Boolean:
                return TypedKey.Of(value, FieldType.Boolean) == "1";
            case FieldType.String or FieldType.Timestamp:
                string plain = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                if (field.MaxLength == 0 || plain.Length <= field.MaxLength)
                    return plain;
                return CutWithDots.Contains(field.Name, StringComparer.Ordinal) ? plain[..(field.MaxLength - 3)] + "..." : plain[..field.MaxLength];
            default:
                return value;
        }
    }

    // An unknown option name takes the default (recording create-13).
    private object? Option(FieldDefinition field, object? value, string suffix)
    {
        if (field.Options is null)
            return value;
        foreach ((object stored, string name, string label) in database.Options(field.Options))
        {
            if (Collation.Key(suffix == "label" ? label : name) == TypedKey.Of(value, FieldType.String))
                return stored;
        }

        return null;
    }

    private void Custom(Row own, Row echo, string name, Row field, object? value, string? suffix)
    {
        // Recordings trap-06..08: without the right nothing is stored, and the answer is a success.
        if (!account.May("edit all custom data"))
        {
            echo[name] = null;
            return;
        }

        if (value is not null && field.Number("option_group_id") is { } group)
        {
            string? key = TypedKey.Of(value, FieldType.String);
            value = database.Options(group).Where(o => Collation.Key(suffix switch { "label" => o.Label, "name" => o.Name, _ => (string)o.Value }) == key).Select(o => o.Value).FirstOrDefault();
        }
        else if (value is not null && field.Text("data_type") == "Date" && !DateTime.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out _))
        {
            own[name] = "1970-01-01 00:00:00";
            echo[name] = null;
            return;
        }

        own[name] = value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
        // Even stored custom values are echoed as null (recordings custom-03, custom-06): only a get tells them.
        echo[name] = null;
    }

    private static void Primary(Dictionary<string, Row> primary, string head, string rest, object? value, Row echo, string key)
    {
        string entity = head switch { "email_primary" => "Email", "phone_primary" => "Phone", _ => "Address" };
        if (!primary.TryGetValue(entity, out Row? row))
            primary[entity] = row = [];
        row[rest] = value;
        echo[key] = entity == "Email" && rest == "email" ? (value as string)?.ToLowerInvariant() : value;
    }
}
