using Newtonsoft.Json.Linq;

namespace UserSync.Connectors.Tests.WordPress;

/// <summary>A user of the stand-in.</summary>
internal sealed class StandInUser
{
    public required long Id { get; init; }

    public required string UserName { get; init; }

    public string Email { get; set; } = "";

    public string Name { get; set; } = "";

    public string FirstName { get; set; } = "";

    public string LastName { get; set; } = "";

    public string Url { get; set; } = "";

    public List<string> Roles { get; set; } = ["subscriber"];

    public Dictionary<string, JToken> Meta { get; } = [];

    public DateTimeOffset Registered { get; init; }

    public JObject ToJson(IReadOnlyDictionary<string, string> registered)
    {
        // Like the recording user-get: every registered key is there, with its type's empty value.
        JObject meta = new() { ["persisted_preferences"] = new JArray() };
        foreach ((string key, string type) in registered)
            meta[key] = Meta.GetValueOrDefault(key) ?? Default(type);
        return new JObject
        {
            ["id"] = Id,
            ["username"] = UserName,
            ["name"] = Name,
            ["first_name"] = FirstName,
            ["last_name"] = LastName,
            ["email"] = Email,
            ["url"] = Url,
            ["description"] = "",
            ["locale"] = "en_US",
            ["nickname"] = UserName,
            ["slug"] = UserName.ToLowerInvariant(),
            ["roles"] = new JArray(Roles),
            ["registered_date"] = Registered.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'"),
            ["meta"] = meta,
        };
    }

    private static JToken Default(string type) => type switch
    {
        "integer" => 0,
        "boolean" => false,
        "array" => new JArray(),
        _ => "",
    };
}
