namespace UserSync.Simulators.CiviCrm;

/// <summary>The entities that are simulated. Source: schema/ of civicrm-core 5.77 as told in the contract, and the recordings.</summary>
public static class CiviSchema
{
    private const FieldType Text = FieldType.String;
    private const FieldType Int = FieldType.Integer;
    private const FieldType Flag = FieldType.Boolean;
    private const FieldType Time = FieldType.Timestamp;

    /// <summary>All entities by name.</summary>
    public static IReadOnlyDictionary<string, EntityDefinition> Entities { get; } = new[]
    {
        new EntityDefinition("Contact",
        [
            Id(), new("contact_type", Text) { MaxLength = 64 }, new("external_identifier", Text) { MaxLength = 64, Label = "External Identifier" },
            new("display_name", Text) { MaxLength = 128, ReadOnly = true }, new("organization_name", Text) { MaxLength = 128 }, new("contact_sub_type", Text),
            Named("first_name", "First Name"), Named("middle_name", "Middle Name"), Named("last_name", "Last Name"),
            new("do_not_email", Flag) { Default = false }, new("do_not_phone", Flag) { Default = false }, new("do_not_mail", Flag) { Default = false },
            new("do_not_sms", Flag) { Default = false }, new("do_not_trade", Flag) { Default = false }, new("is_opt_out", Flag) { Default = false },
            new("legal_identifier", Text) { MaxLength = 32 }, new("sort_name", Text) { MaxLength = 128 }, new("nick_name", Text) { MaxLength = 128, Label = "Nickname" }, new("image_URL", Text),
            new("preferred_communication_method", Text), new("preferred_language", Text) { MaxLength = 5, Default = "en_US" }, new("hash", Text) { Default = "hash" }, new("api_key", Text),
            new("source", Text) { MaxLength = 255 }, new("prefix_id", Int), new("suffix_id", Int), new("formal_title", Text) { MaxLength = 64 },
            new("communication_style_id", Int) { Default = 1L }, new("email_greeting_id", Int) { Default = 1L }, new("email_greeting_custom", Text), new("email_greeting_display", Text),
            new("postal_greeting_id", Int) { Default = 1L }, new("postal_greeting_custom", Text), new("postal_greeting_display", Text), new("addressee_id", Int) { Default = 1L },
            new("addressee_custom", Text), new("addressee_display", Text), new("job_title", Text) { MaxLength = 255, Label = "Job Title" }, new("gender_id", Int), new("birth_date", Time) { Label = "Birth Date" },
            new("is_deceased", Flag) { Default = false }, new("deceased_date", Time), new("user_unique_id", Text), new("employer_id", Int),
            new("is_deleted", Flag) { Default = false }, new("created_date", Time), new("modified_date", Time) { ReadOnly = true, Label = "Modified Date" }, new("preferred_mail_format", Text) { Default = "Both" },
        ]) { Unique = [["external_identifier"]], DeletesTellTexts = false, Owner = "id" },
        new EntityDefinition("Email", [Id(), Owner(), Location(), new("email", Text) { MaxLength = 254, Required = true }, Primary(), new("on_hold", Int) { Default = 0L }])
            { Owner = "contact_id", MovesModifiedDate = true },
        new EntityDefinition("Phone", [Id(), Owner(), Location(), Primary(), new("phone", Text) { MaxLength = 32, Required = true }, new("phone_numeric", Text) { ReadOnly = true }, new("phone_type_id", Int)])
            { Owner = "contact_id", MovesModifiedDate = true },
        new EntityDefinition("Address", [Id(), Owner(), Location(), Primary(), new("street_address", Text) { MaxLength = 96 }, new("city", Text) { MaxLength = 64 }, new("postal_code", Text) { MaxLength = 64 }])
            { Owner = "contact_id", MovesModifiedDate = true },
        new EntityDefinition("Website", [Id(), Owner(), new("url", Text) { MaxLength = 2048 }, new("website_type_id", Int) { Options = "website_type" }]) { Owner = "contact_id", MovesModifiedDate = true },
        new EntityDefinition("Tag", [Id(), new("name", Text) { MaxLength = 64 }, new("label", Text) { MaxLength = 64, Required = true }, new("used_for", FieldType.List), new("created_id", Int), new("created_date", Time)])
            { Unique = [["name"]] },
        new EntityDefinition("EntityTag", [Id(), new("entity_table", Text), new("entity_id", Int) { Required = true, Entity = "Contact" }, new("tag_id", Int) { Entity = "Tag", Required = true }])
            { Unique = [["entity_table", "entity_id", "tag_id"]], Owner = "entity_id" },
        new EntityDefinition("Note",
        [
            Id(), new("entity_table", Text), new("entity_id", Int) { Required = true, Entity = "Contact" }, new("note", Text), new("contact_id", Int), new("note_date", Time), new("created_date", Time),
            new("modified_date", Time), new("subject", Text) { MaxLength = 255 }, new("privacy", Int) { Default = 0L },
        ]) { Owner = "entity_id" },
        new EntityDefinition("UFMatch",
        [
            Id(), new("domain_id", Int) { Label = "Domain" }, new("uf_id", Int) { Required = true }, new("uf_name", Text) { MaxLength = 128 },
            new("contact_id", Int) { Entity = "Contact", Label = "Contact" }, new("language", Text) { MaxLength = 5 },
        ]) { Unique = [["uf_name", "domain_id"], ["contact_id", "domain_id"]], ReadPermission = "administer CiviCRM" },
        new EntityDefinition("LocationType", [Id(), new("name", Text), new("display_name", Text), new("is_active", Flag) { Default = true }, new("is_default", Flag) { Default = false }]) { WritePermission = "administer CiviCRM" },
        new EntityDefinition("OptionGroup", [Id(), new("name", Text), new("title", Text)]) { Unique = [["name"]], WritePermission = "administer CiviCRM" },
        new EntityDefinition("OptionValue",
            [Id(), new("option_group_id", Int) { Entity = "OptionGroup", Required = true }, new("label", Text), new("value", Text), new("name", Text), new("weight", Int)]) { WritePermission = "administer CiviCRM" },
        new EntityDefinition("CustomGroup",
            [Id(), new("name", Text), new("title", Text) { Required = true }, new("extends", Text), new("weight", Int), new("is_active", Flag) { Default = true, Echoed = false }, new("table_name", Text), new("max_multiple", Int) { Default = 0L }])
            { Unique = [["name"]], WritePermission = "administer CiviCRM" },
        new EntityDefinition("CustomField",
        [
            Id(), new("custom_group_id", Int) { Entity = "CustomGroup", Required = true }, new("name", Text), new("label", Text) { Required = true }, new("data_type", Text), new("html_type", Text),
            new("is_required", Flag) { Default = false }, new("is_searchable", Flag) { Default = false }, new("is_search_range", Flag) { Default = false }, new("weight", Int), new("is_active", Flag) { Default = true },
            new("is_view", Flag) { Default = false }, new("date_format", Text), new("time_format", Int), new("text_length", Int), new("column_name", Text), new("option_group_id", Int), new("serialize", Int) { Default = 0L },
            new("in_selector", Flag) { Default = false }, new("fk_entity_on_delete", Text) { Default = "set_null" },
        ]) { WritePermission = "administer CiviCRM" },
        new EntityDefinition("Domain", [Id(), new("name", Text), new("version", Text), new("locales", Text)]) { ReadPermission = "administer CiviCRM" },
        new EntityDefinition("Group",
            [Id(), new("name", Text) { MaxLength = 64 }, new("title", Text) { MaxLength = 255, Required = true }, new("saved_search_id", Int), new("is_active", Flag) { Default = true }])
            { Unique = [["name"]], WritePermission = "edit groups" },
        new EntityDefinition("GroupContact",
            [Id(), new("group_id", Int) { Entity = "Group", Required = true }, new("contact_id", Int) { Entity = "Contact", Required = true }, new("status", Text) { MaxLength = 8 }])
            { Unique = [["contact_id", "group_id"]], Owner = "contact_id" },
        new EntityDefinition("Activity",
            [Id(), new("activity_type_id", Int) { Options = "activity_type" }, new("parent_id", Int), new("subject", Text), new("source_record_id", Int)]) { ReadPermission = "view all activities" },
        new EntityDefinition("ActivityContact",
            [Id(), new("activity_id", Int) { Entity = "Activity" }, new("contact_id", Int) { Entity = "Contact" }, new("record_type_id", Int) { Options = "activity_contacts" }])
            { ReadPermission = "view all activities", Owner = "contact_id" },
        new EntityDefinition("Log",
            [Id(), new("entity_table", Text), new("entity_id", Int), new("data", Text), new("modified_id", Int), new("modified_date", Time)]) { ReadPermission = "administer CiviCRM" },
    }.ToDictionary(e => e.Name, StringComparer.Ordinal);

    private static FieldDefinition Id() => new("id", Int) { ReadOnly = true };

    private static FieldDefinition Named(string name, string label) => new(name, Text) { MaxLength = 64, Label = label };

    private static FieldDefinition Owner() => new("contact_id", Int) { Entity = "Contact" };

    private static FieldDefinition Location() => new("location_type_id", Int) { Options = "LocationType" };

    private static FieldDefinition Primary() => new("is_primary", Flag) { Default = false, Echoed = false };
}
