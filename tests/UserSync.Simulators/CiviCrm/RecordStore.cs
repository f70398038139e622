namespace UserSync.Simulators.CiviCrm;

/// <summary>Stores and deletes single records with all that CiviCRM does on the way: names, primaries, change times, the CMS's addresses.</summary>
public sealed class RecordStore(CiviDatabase database, CiviAccount account)
{
    private readonly RecordValues _values = new(database, account);

    /// <summary>Makes a record; returns what the API echoes.</summary>
    public Row Create(string entity, IReadOnlyDictionary<string, object?> values)
    {
        EntityDefinition definition = CiviSchema.Entities[entity];
        EnsureMay(entity, "create");
        RecordValues.Prepared given = PrepareNew(definition, values);
        foreach (FieldDefinition field in definition.Fields)
        {
            if (field.Required && given.Own.Get(field.Name) is null)
                throw new CiviError($"Mandatory values missing from Api4 {entity}::create: {field.Name}");
        }

        if (entity is "Email" or "Phone" or "Website" or "Address" && given.Own.Number("contact_id") is null)
            throw new CiviError("ACL check failed", 403);
        if (entity == "UFMatch" && database["UFMatch"].Rows.FirstOrDefault(r => r.Number("uf_id") == given.Own.Number("uf_id") && r.Number("contact_id") == given.Own.Number("contact_id") && r.Number("domain_id") == (given.Own.Number("domain_id") ?? database.DomainId)) is { } same)
            return Echo(definition, same, given, created: false);
        Row stored = new(given.Own);
        stored.Remove("id");
        if (entity == "CustomField" && values.GetValueOrDefault("option_values") is Row options)
            stored["option_group_id"] = OptionGroup(stored, options);
        Complete(entity, stored, values);
        foreach (FieldDefinition field in definition.Fields)
        {
            if (stored.Get(field.Name) is null && field.Default is { } value)
                stored[field.Name] = value;
        }

        Row row = database[entity].Insert(stored);
        After(entity, row, given, isNew: true);
        return Echo(definition, row, given, created: true);
    }

    // A reference into nowhere is found by the database, after the id was given out (recordings create-12 and 13).
    private RecordValues.Prepared PrepareNew(EntityDefinition definition, IReadOnlyDictionary<string, object?> values)
    {
        try
        {
            return _values.Prepare(definition, values);
        }
        catch (CiviError)
        {
            database[definition.Name].UseUpId();
            throw;
        }
    }

    /// <summary>Changes a record; returns what the API echoes.</summary>
    public Row Update(string entity, Row row, IReadOnlyDictionary<string, object?> values)
    {
        EntityDefinition definition = CiviSchema.Entities[entity];
        EnsureMay(entity, "update");
        RecordValues.Prepared given = _values.Prepare(definition, values);
        given.Own.Remove("id");
        Row changes = new(given.Own);
        if (entity == "Email" && changes.Text("email") is { } email)
            changes["email"] = email.ToLowerInvariant();
        if (entity == "Contact")
            ContactNames.Complete(row, changes, values);
        bool custom = given.Primary.Count == 0 && given.Own.Keys.All(k => k.Contains('.', StringComparison.Ordinal));
        bool changed = database[entity].Update(row, changes);
        // OBSERVED-modified_date: trashing and custom fields of a new group leave it alone.
        if (entity == "Contact" && changed && !custom && changes.Get("is_deleted") is not true && !given.Own.ContainsKey("modified_date"))
            database.Touch(row.Id);
        if (changed || given.Primary.Count > 0 || given.Own.Get("is_primary") is true)
            After(entity, row, given, isNew: false);
        return Echo(definition, row, given, created: false);
    }

    /// <summary>Deletes a record; a contact goes to the trash unless it is told otherwise.</summary>
    public void Delete(string entity, Row row, bool useTrash)
    {
        EnsureMay(entity, "delete");
        if (entity != "Contact")
        {
            database[entity].Delete(row);
            if (CiviSchema.Entities[entity].MovesModifiedDate)
                database.Touch(row.Number("contact_id"));
            if (row.Flag("is_primary") && row.Number("contact_id") is { } owner && database[entity].Of(owner) is [var next, ..])
                next["is_primary"] = true;
            return;
        }

        if (database["UFMatch"].Rows.Any(u => u.Number("contact_id") == row.Id))
            throw new CiviError($"Could not delete Contact id {row.Id}");
        if (useTrash)
        {
            row["is_deleted"] = true;
            return;
        }

        foreach (string owned in new[] { "Email", "Phone", "Address", "Website", "EntityTag", "GroupContact", "Note" })
        {
            foreach (Row child in database[owned].Of(row.Id).ToList())
                database[owned].Delete(child);
        }

        database["Contact"].Delete(row);
    }

    private void EnsureMay(string entity, string action)
    {
        EntityDefinition definition = CiviSchema.Entities[entity];
        string? needed = entity switch
        {
            "Contact" => action switch { "create" => "add contacts", "delete" => "delete contacts", _ => "edit all contacts" },
            "Email" or "Phone" or "Website" or "Address" or "EntityTag" or "GroupContact" or "Note" => "edit all contacts",
            _ => definition.WritePermission ?? definition.ReadPermission ?? "access CiviCRM",
        };
        if (!account.May(needed))
            throw CiviError.Denied(entity, action);
    }

    private void Complete(string entity, Row stored, IReadOnlyDictionary<string, object?> raw)
    {
        string now = database.Now();
        switch (entity)
        {
            case "Contact":
                stored["contact_type"] = stored.Get("contact_type") ?? "Individual";
                stored["created_date"] = stored.Get("created_date") ?? now;
                stored["modified_date"] = stored.Get("modified_date") ?? now;
                ContactNames.Complete(new Row(), stored, raw);
                break;
            case "Email" or "Phone" or "Address":
                if (entity == "Email")
                    stored["email"] = stored.Text("email")!.ToLowerInvariant();
                stored["location_type_id"] = stored.Get("location_type_id") ?? database["LocationType"].Rows.First(t => t.Flag("is_default")).Id;
                break;
            case "Tag":
                stored["name"] = stored.Get("name") ?? stored.Text("label")!.Replace(' ', '_');
                stored["created_id"] = account.ContactId;
                stored["created_date"] = Compact(now);
                break;
            case "UFMatch":
                stored["domain_id"] = stored.Get("domain_id") ?? database.DomainId;
                break;
            case "Group":
                stored["name"] = stored.Get("name") ?? stored.Text("title")!.Replace(' ', '_');
                break;
            case "Note":
                stored["contact_id"] = account.ContactId;
                stored["note_date"] = stored["created_date"] = stored["modified_date"] = now;
                break;
            case "OptionValue":
                long highest = database["OptionValue"].Rows.Where(v => v.Number("option_group_id") == stored.Number("option_group_id"))
                    .Select(v => long.TryParse(v.Text("value"), out long n) ? n : 0).DefaultIfEmpty(0).Max();
                stored["value"] = stored.Get("value") ?? (highest + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
        }
    }

    private long OptionGroup(Row field, Row options)
    {
        Row group = database["OptionGroup"].Insert(new Row { ["name"] = $"{field.Text("name")}_{database["OptionGroup"].Count}", ["title"] = field.Text("label") });
        foreach ((string value, object? label) in options)
            database["OptionValue"].Insert(new Row { ["option_group_id"] = group.Id, ["value"] = value, ["name"] = label, ["label"] = label });
        return group.Id;
    }

    private void After(string entity, Row row, RecordValues.Prepared given, bool isNew)
    {
        if (CiviSchema.Entities[entity].MovesModifiedDate)
            database.Touch(row.Number("contact_id"));
        if (entity == "Phone")
            row["phone_numeric"] = string.Concat((row.Text("phone") ?? "").Where(char.IsAsciiDigit));
        if (entity is "Email" or "Phone" or "Address")
            KeepOnePrimary(entity, row, given.Own, isNew);
        if (entity == "Contact")
        {
            foreach ((string target, Row values) in given.Primary)
                WritePrimary(row.Id, target, values);
            database["Log"].Insert(new Row { ["entity_table"] = "civicrm_contact", ["entity_id"] = row.Id, ["data"] = $"civicrm_contact,{row.Id}", ["modified_id"] = account.ContactId, ["modified_date"] = database.Now() });
        }
    }

    private void WritePrimary(long contactId, string entity, Row values)
    {
        if (values.Values.All(v => v is null))
        {
            if (database.Primary(entity, contactId) is { } gone)
                Delete(entity, gone, useTrash: false);
            return;
        }

        Row full = new(values) { ["contact_id"] = contactId, ["is_primary"] = true };
        if (database.Primary(entity, contactId) is { } existing)
            Update(entity, existing, full);
        else
            Create(entity, full);
    }

    private void KeepOnePrimary(string entity, Row row, Row given, bool isNew)
    {
        IReadOnlyList<Row> siblings = database[entity].Of(row.Number("contact_id")!.Value);
        bool told = given.Flag("is_primary");
        bool first = isNew && siblings.Count == 1;
        if (told || first)
        {
            foreach (Row other in siblings)
                other["is_primary"] = ReferenceEquals(other, row);
            // Contract 3: only a saved record that has both is_primary and contact_id reaches the CMS.
            if (entity == "Email" && given.ContainsKey("contact_id"))
                SyncCmsEmail(row);
        }
    }

    private void SyncCmsEmail(Row email)
    {
        if (database.Settings["syncCMSEmail"] is not (1L or true or "1"))
            return;
        string address = email.Text("email")!;
        Table links = database["UFMatch"];
        Row? link = links.Rows.FirstOrDefault(u => u.Number("contact_id") == email.Number("contact_id"));
        if (link is null || links.Rows.Any(u => u.Id != link.Id && Collation.Key(u.Text("uf_name") ?? "") == Collation.Key(address)))
            return;
        links.Update(link, new Row { ["uf_name"] = address });
        database.CmsUsers[link.Number("uf_id")!.Value] = address;
    }

    private static Row Echo(EntityDefinition definition, Row row, RecordValues.Prepared given, bool created)
    {
        Row echo = new() { ["id"] = row.Id };
        foreach (FieldDefinition field in definition.Fields.Skip(1))
        {
            object? value = row.Get(field.Name);
            bool sent = given.Own.ContainsKey(field.Name);
            bool whole = definition.Name == "Contact" || (definition.Name == "UFMatch" && field.Name == "domain_id");
            if (sent || (value is not null && (whole || (created && field.Echoed))))
                echo[field.Name] = definition.Name is "Tag" or "Note" && field.Type == FieldType.Timestamp && value is string time ? Compact(time) : value;
        }

        foreach ((string name, object? value) in given.Echo)
            echo[name] = value;
        echo["custom"] = null;
        echo["check_permissions"] = null;
        return echo;
    }

    // Fresh notes and tags tell their times in MySQL's other form.
    private static string Compact(string time) => time.Replace("-", "", StringComparison.Ordinal).Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
