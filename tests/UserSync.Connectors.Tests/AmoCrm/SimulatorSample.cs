using System.Net;
using System.Text.Json.Nodes;

namespace UserSync.Connectors.Tests.AmoCrm;

/// <summary>The contract's samples, and how an answer is held against one.</summary>
internal static class SimulatorSample
{
    // Made anew each time.
    private static readonly HashSet<string> Fresh = new(StringComparer.Ordinal) { "access_token", "refresh_token", "jti" };

    public static string Text(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", "amocrm", name));

    public static JsonNode Json(string name) => JsonNode.Parse(Text(name))!;

    public static IEnumerable<JsonNode> Index => Json("INDEX.json")["files"]!.AsArray().Select(f => f!);

    /// <summary>The answer has the sample's status and content type, and is the same in shape and meaning.</summary>
    /// <param name="name">The sample.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="except">Properties that depend on what is not in the sample; their values may differ.</param>
    public static void Matches(string name, SimulatorAnswer answer, params string[] except)
    {
        JsonNode entry = Index.Single(f => f["file"]!.GetValue<string>() == name);
        Assert.Equal((entry["status"]!.GetValue<int>(), entry["content_type"]?.GetValue<string>()), (answer.Status, answer.ContentType));
        if (!name.EndsWith(".json", StringComparison.Ordinal))
            Assert.Equal(Text(name).ReplaceLineEndings("\n").Trim(), answer.Body.ReplaceLineEndings("\n").Trim());
        else if (Difference(answer.Json, Json(name), "$", [.. except]) is { } difference)
            Assert.Fail($"{name}: {difference}");
    }

    /// <summary>The first difference in words; null for none.</summary>
    public static string? Difference(JsonNode? actual, JsonNode? expected, string path, HashSet<string> except)
    {
        switch (expected)
        {
            case JsonObject map when actual is JsonObject mine:
                foreach ((string name, JsonNode? value) in map)
                {
                    if (!mine.ContainsKey(name))
                        return $"{path}.{name} is missing";
                    if (!Fresh.Contains(name) && !except.Contains(name) && Difference(mine[name], value, $"{path}.{name}", except) is { } difference)
                        return difference;
                }

                return mine.Select(m => m.Key).FirstOrDefault(k => !map.ContainsKey(k) && !except.Contains(k)) is { } extra ? $"{path}.{extra} is not in the sample" : null;
            case JsonArray list when actual is JsonArray mine:
                return list.Count != mine.Count
                    ? $"{path} has {mine.Count} items instead of {list.Count}: {mine.ToJsonString()}"
                    : list.Zip(mine).Select((pair, n) => Difference(pair.Second, pair.First, $"{path}[{n}]", except)).FirstOrDefault(d => d is not null);
            default:
                string theirs = Plain(expected, path);
                string ours = Plain(actual, path);
                return theirs == ours ? null : $"{path} is {ours} instead of {theirs}";
        }
    }

    // The order of the parameters of a link means nothing.
    private static string Plain(JsonNode? node, string path)
    {
        string text = node?.ToJsonString() ?? "null";
        if (!path.EndsWith(".href", StringComparison.Ordinal) || node?.GetValue<string>().Split('?') is not [var address, var query])
            return text;
        return $"{address}?{string.Join('&', query.Split('&').Select(WebUtility.UrlDecode).Order(StringComparer.Ordinal))}";
    }
}
