using System.Globalization;
using System.Text.Json.Nodes;
using UserSync.Simulators;
using UserSync.Simulators.Drupal;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>The simulated site in the state that the recorded one was in, rebuilt from what the recordings tell of it.</summary>
internal static class RecordedSite
{
    public static DrupalSimulator Make(SimulatedClock clock)
    {
        DrupalSimulator site = new(clock);
        foreach (JsonObject role in Data("role-list-admin"))
            site.Database.Roles.Add(new DrupalRole(role["id"]!.ToString(), (JsonObject)role["attributes"]!.DeepClone()));
        JsonObject[] storages = [.. Data("field-storage-config-admin")];
        foreach (JsonObject field in Data("field-config-admin"))
        {
            JsonObject storage = storages.Single(s => s["attributes"]!["field_name"]!.ToString() == field["attributes"]!["field_name"]!.ToString());
            site.Database.Fields.Add(new DrupalField(field["id"]!.ToString(), (JsonObject)field["attributes"]!.DeepClone(), storage["id"]!.ToString(), (JsonObject)storage["attributes"]!.DeepClone()));
        }

        foreach (JsonObject user in Enumerable.Range(1, 7).SelectMany(n => Data($"user-walk-{n}")))
            Add(site.Database, user);
        // Only the listing of all fields shows formatted texts.
        foreach (JsonObject user in Data("user-list-50-all-fields"))
        {
            if (user["attributes"]!["field_about"] is { } about)
                site.Database.Find(user["id"]!.ToString())!.Fields["field_about"] = about.DeepClone();
        }

        site.Database.NextUid = site.Database.Users.Keys.Max() + 1;
        return site;
    }

    private static IEnumerable<JsonObject> Data(string recording) => DrupalRecording.All.Single(r => r.Name == recording).Json!["data"]!.AsArray().Select(d => (JsonObject)d!);

    private static void Add(DrupalDatabase database, JsonObject shown)
    {
        JsonNode? told = shown["attributes"];
        long uid = told?["drupal_internal__uid"]?.GetValue<long>() ?? 0;
        string? name = told?["name"]?.ToString();
        string? mail = told?["mail"]?.ToString();
        DrupalUser user = new()
        {
            Uid = uid,
            Uuid = shown["id"]!.ToString(),
            Name = name,
            Mail = mail,
            Status = told?["status"]?.GetValue<bool>() ?? false,
            Password = uid is > 0 and < 5 ? name + "-pass" : null,
            Init = uid is 1 or > 4 ? mail : null,
        };
        database.Users[uid] = user;
        if (uid == 0)
            return;
        user.Created = DateTimeOffset.Parse(told!["created"]!.ToString(), CultureInfo.InvariantCulture);
        user.Changed = DateTimeOffset.Parse(told["changed"]!.ToString(), CultureInfo.InvariantCulture);
        foreach (DrupalField field in database.Fields.Where(f => told[f.Name] is { } value && value is not JsonArray { Count: 0 }))
            user.Fields[field.Name] = told[field.Name]!.DeepClone();
        user.Roles.AddRange(shown["relationships"]?["roles"]?["data"]?.AsArray().Select(r => r!["meta"]!["drupal_internal__target_id"]!.ToString()) ?? []);
    }
}
