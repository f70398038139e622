using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>A site as the contract describes it: four accounts, roles, and fields of every type that is supported.</summary>
public static class DrupalSeed
{
    /// <summary>Makes the site.</summary>
    public static DrupalSimulator Install(SimulatedClock clock)
    {
        DrupalSimulator site = new(clock);
        DrupalDatabase database = site.Database;
        database.Roles.AddRange(
        [
            DrupalRole.Make("administrator", "Administrator", 3, true),
            DrupalRole.Make("authenticated", "Authenticated user", 1, false, "access content"),
            DrupalRole.Make("anonymous", "Anonymous user", 0, false, "access content"),
            DrupalRole.Make("editor", "Editor", 7, null),
            DrupalRole.Make("member", "Member", 6, null),
            DrupalRole.Make("sync_reader", "Sync reader", 5, null, "access user profiles"),
            DrupalRole.Make("sync_service", "Sync service", 4, null, "access user profiles", "administer users"),
        ]);
        JsonObject Choices(params string[] keys) => new() { ["allowed_values"] = new JsonObject(keys.Select(k => KeyValuePair.Create(k, (JsonNode?)JsonValue.Create(char.ToUpperInvariant(k[0]) + k[1..])))), ["allowed_values_function"] = "" };
        database.Fields.AddRange(
        [
            DrupalField.Make("field_about", "About", "text_long"),
            DrupalField.Make("field_birth_date", "Birth date", "datetime", new JsonObject { ["datetime_type"] = "date" }),
            DrupalField.Make("field_bonus", "Bonus points", "integer", new JsonObject { ["unsigned"] = false, ["size"] = "normal" }),
            DrupalField.Make("field_first_name", "First name", "string", new JsonObject { ["max_length"] = 100 }),
            DrupalField.Make("field_interests", "Interests", "list_string", Choices("music", "sport", "travel", "books"), -1),
            DrupalField.Make("field_last_call", "Last call", "datetime", new JsonObject { ["datetime_type"] = "datetime" }),
            DrupalField.Make("field_last_name", "Last name", "string", new JsonObject { ["max_length"] = 100 }),
            DrupalField.Make("field_newsletter", "Newsletter", "boolean"),
            DrupalField.Make("field_phone", "Phone", "telephone"),
            DrupalField.Make("field_segment", "Segment", "list_string", Choices("client", "partner", "staff")),
        ]);
        database.Add(null, null);
        database.Add("admin", "admin@example.org", password: "admin-pass", roles: "administrator");
        database.Add("sync", "sync@example.org", password: "sync-pass", roles: "sync_service");
        database.Add("reader", "reader@example.org", password: "reader-pass", roles: "sync_reader");
        database.Add("plain", "plain@example.org", password: "plain-pass");
        return site;
    }

    /// <summary>Gives a role further permissions.</summary>
    public static void Permit(this DrupalDatabase database, string role, params string[] permissions)
    {
        JsonArray held = database.Roles.Find(r => r.Name == role)!.Attributes["permissions"]!.AsArray();
        foreach (string permission in permissions)
            held.Add(permission);
    }
}
