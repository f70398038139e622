using System.Text.Json.Nodes;

namespace UserSync.Simulators.Drupal;

/// <summary>A role.</summary>
/// <param name="Uuid">What the API addresses.</param>
/// <param name="Attributes">All that JSON:API tells of it.</param>
public sealed record DrupalRole(string Uuid, JsonObject Attributes)
{
    /// <summary>The machine name.</summary>
    public string Name => Attributes["drupal_internal__id"]!.GetValue<string>();

    /// <summary>True for the role with every permission.</summary>
    public bool IsAdmin => Attributes["is_admin"]?.GetValue<bool>() == true;

    /// <summary>Its permissions.</summary>
    public IEnumerable<string> Permissions => Attributes["permissions"]!.AsArray().Select(p => p!.GetValue<string>());

    /// <summary>Makes a role.</summary>
    public static DrupalRole Make(string name, string label, int weight, bool? isAdmin, params string[] permissions) => new(Guid.NewGuid().ToString("D"), new JsonObject
    {
        ["langcode"] = "en",
        ["status"] = true,
        ["dependencies"] = new JsonArray(),
        ["drupal_internal__id"] = name,
        ["label"] = label,
        ["weight"] = weight,
        ["is_admin"] = isAdmin,
        ["permissions"] = new JsonArray([.. permissions.Select(p => JsonValue.Create(p))]),
    });
}
