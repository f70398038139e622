using System.Globalization;
using Newtonsoft.Json.Linq;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Drupal;

/// <summary>The definitions of users' fields, which Drupal tells only to accounts with "administer user fields" (recording field-config-no-permission).</summary>
internal sealed class FieldTable(DrupalApi api) : IDisposable
{
    /// <summary>The permission that shows them.</summary>
    public const string Permission = "administer user fields";

    private readonly Once<IReadOnlyDictionary<string, DrupalField>?> _fields = new(token => ReadAsync(api, token));

    /// <summary>The fields by machine name; null when the account may not see their definitions.</summary>
    public Task<IReadOnlyDictionary<string, DrupalField>?> ListAsync(CancellationToken cancellationToken) => _fields.GetAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _fields.Dispose();

    private static async Task<IReadOnlyDictionary<string, DrupalField>?> ReadAsync(DrupalApi api, CancellationToken cancellationToken)
    {
        IReadOnlyList<JObject>? fields = await Resources.ReadAsync(api, DrupalRoutes.Fields, OfUsers, Attributes, cancellationToken);
        if (fields is null)
            return null;
        IReadOnlyList<JObject>? storages = await Resources.ReadAsync(api, DrupalRoutes.FieldStorages, OfUsers, Attributes, cancellationToken);
        return storages is null ? null : fields.Select(f => Of(f, storages)).OfType<DrupalField>().ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    private static JsonApiQuery OfUsers(JsonApiQuery query) => query.Where("entity_type", "=", "user");

    private static JObject? Attributes(JObject resource) => resource["attributes"] as JObject;

    private static DrupalField? Of(JObject field, IReadOnlyList<JObject> storages)
    {
        string? name = (string?)field["field_name"];
        if (name is null || storages.FirstOrDefault(s => (string?)s["field_name"] == name) is not { } storage)
            return null;

        // An empty list instead of an object when there are none: PHP's empty array.
        JObject settings = storage["settings"] as JObject ?? [];
        return new DrupalField(name, (string?)field["label"] ?? name, (string?)field["field_type"] ?? "")
        {
            Required = field["required"] is JValue { Value: true },
            Many = storage["cardinality"] is JValue { Value: long count } && count != 1,
            DateOnly = (string?)settings["datetime_type"] == "date",
            Longest = settings["max_length"] is JValue { Value: long longest } ? (int)longest : null,
            Choices = Choices(settings["allowed_values"]),
        };
    }

    // A list when the values are 0, 1, 2 and so on.
    private static Dictionary<string, string> Choices(JToken? allowed) => allowed switch
    {
        JObject map => map.Properties().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal),
        JArray list => list.Select((v, n) => (Key: n.ToString(CultureInfo.InvariantCulture), Label: v.ToString())).ToDictionary(v => v.Key, v => v.Label, StringComparer.Ordinal),
        _ => [],
    };
}
