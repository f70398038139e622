using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>A field that the site gave its users: its settings and its storage, as JSON:API tells them.</summary>
/// <param name="ConfigId">UUID of the settings.</param>
/// <param name="Config">The settings.</param>
/// <param name="StorageId">UUID of the storage.</param>
/// <param name="Storage">The storage.</param>
public sealed record DrupalField(string ConfigId, JsonObject Config, string StorageId, JsonObject Storage)
{
    /// <summary>The machine name.</summary>
    public string Name => Config["field_name"]!.GetValue<string>();

    /// <summary>What people see.</summary>
    public string Label => Config["label"]!.GetValue<string>();

    /// <summary>The type.</summary>
    public string Type => Config["field_type"]!.GetValue<string>();

    /// <summary>True when it must have a value.</summary>
    public bool Required => Config["required"]!.GetValue<bool>();

    /// <summary>True when it takes several values.</summary>
    public bool Many => Storage["cardinality"]!.GetValue<int>() != 1;

    /// <summary>True for a day.</summary>
    public bool DateOnly => Setting("datetime_type")?.GetValue<string>() == "date";

    /// <summary>Longest text; null for none.</summary>
    public int? Longest => Setting("max_length")?.GetValue<int>();

    /// <summary>Accepted values; null for any.</summary>
    public IEnumerable<string>? Choices => Setting("allowed_values") is JsonObject map ? map.Select(m => m.Key) : null;

    /// <summary>True for what stands among the relationships: pictures.</summary>
    public bool IsReference => Type == "image";

    /// <summary>Makes a field.</summary>
    public static DrupalField Make(string name, string label, string type, JsonObject? storage = null, int cardinality = 1, bool required = false) => new(
        Guid.NewGuid().ToString("D"),
        new JsonObject
        {
            ["langcode"] = "en", ["status"] = true, ["drupal_internal__id"] = "user.user." + name, ["field_name"] = name, ["entity_type"] = "user", ["bundle"] = "user",
            ["label"] = label, ["description"] = "", ["required"] = required, ["translatable"] = true, ["default_value"] = new JsonArray(), ["settings"] = new JsonArray(), ["field_type"] = type,
        },
        Guid.NewGuid().ToString("D"),
        new JsonObject
        {
            ["langcode"] = "en", ["status"] = true, ["drupal_internal__id"] = "user." + name, ["field_name"] = name, ["entity_type"] = "user", ["field_storage_config_type"] = type,
            ["settings"] = storage ?? (JsonNode)new JsonArray(), ["module"] = "core", ["locked"] = false, ["cardinality"] = cardinality, ["translatable"] = true,
        });

    // An empty list instead of an object when there are no settings: PHP's empty array.
    private JsonNode? Setting(string name) => (Storage["settings"] as JsonObject)?[name];
}
