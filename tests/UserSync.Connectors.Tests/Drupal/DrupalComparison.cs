using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>Compares a simulated answer with a recorded one in shape and meaning.</summary>
internal static partial class DrupalComparison
{
    private static readonly string[] Signs = ["WWW-Authenticate", "Allow", "Location"];
    private static readonly string[] Present = ["Retry-After", "Set-Cookie"];

    /// <summary>The first difference in words; null when there is none.</summary>
    public static async Task<string?> DifferenceAsync(DrupalRecording recording, HttpResponseMessage answer, Uri address, CancellationToken cancellationToken)
    {
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if ((int)answer.StatusCode != recording.Status)
            return $"status {(int)answer.StatusCode} instead of {recording.Status}: {text}";
        string here = address.AbsoluteUri.TrimEnd('/');
        foreach (string name in Signs)
        {
            if (recording.Header(name)?.Replace(DrupalRecording.Host, here, StringComparison.Ordinal) != Header(answer, name))
                return $"{name}: {Header(answer, name)} instead of {recording.Header(name)}";
        }

        foreach (string name in Present)
        {
            if (recording.Header(name) is null != Header(answer, name) is null)
                return $"{name}: {Header(answer, name)} instead of {recording.Header(name)}";
        }

        if (recording.Header("Content-Type") != (answer.Content.Headers.ContentType?.ToString()))
            return $"content type {answer.Content.Headers.ContentType} instead of {recording.Header("Content-Type")}";
        if (recording.Method == HttpMethod.Head || recording.Json is not { } expected)
            return null;
        expected = (JsonObject)JsonNode.Parse(expected.ToJsonString().Replace(DrupalRecording.Host, here, StringComparison.Ordinal))!;
        expected.Remove("jsonapi");
        JsonObject actual = (JsonObject)JsonNode.Parse(text)!;
        actual.Remove("jsonapi");
        return Of(actual, expected, "$", index: recording.Name.Contains("index", StringComparison.Ordinal) || recording.Name.StartsWith("flood", StringComparison.Ordinal));
    }

    private static string? Of(JsonNode? actual, JsonNode? expected, string path, bool index)
    {
        switch (expected)
        {
            case JsonObject map when actual is JsonObject mine:
                // What was left out is listed under hashes, in any order; the index lists much else.
                if (path.EndsWith(".omitted.links", StringComparison.Ordinal))
                    return Of(Sorted(mine), Sorted(map), path + "[]", index);
                if (path == "$.links" && index)
                    return mine.Select(m => m.Key).FirstOrDefault(k => !map.ContainsKey(k)) is { } extra ? $"{path}.{extra} is not there" : null;
                string ours = string.Join(',', mine.Select(m => m.Key).Order(StringComparer.Ordinal));
                string theirs = string.Join(',', map.Select(m => m.Key).Order(StringComparer.Ordinal));
                if (ours != theirs)
                    return $"{path} has {ours} instead of {theirs}";
                return map.Select(m => Of(mine[m.Key], m.Value, $"{path}.{m.Key}", index)).FirstOrDefault(d => d is not null);
            case JsonArray list when actual is JsonArray mine:
                if (list.Count != mine.Count)
                    return $"{path} has {mine.Count} items instead of {list.Count}";
                // Roles come in no certain order.
                if (list is [JsonObject { } first, ..] && path == "$.data" && first["type"]?.ToString() == "user_role--user_role")
                    (list, mine) = (ById(list), ById(mine));
                return list.Zip(mine).Select((pair, n) => Of(pair.Second, pair.First, $"{path}[{n}]", index)).FirstOrDefault(d => d is not null);
            default:
                string? left = actual?.ToJsonString();
                string? right = expected?.ToJsonString();
                return left == right || Tolerated(path, actual?.ToString() ?? "", expected?.ToString() ?? "") ? null : $"{path} is {left} instead of {right}";
        }
    }

    private static bool Tolerated(string path, string actual, string expected)
    {
        string name = path[(path.LastIndexOf('.') + 1)..];
        return name switch
        {
            "access" or "csrf_token" or "logout_token" => true,
            // The clock went on while the real server worked.
            "changed" or "created" => DateTimeOffset.TryParse(actual, CultureInfo.InvariantCulture, out DateTimeOffset a) && DateTimeOffset.TryParse(expected, CultureInfo.InvariantCulture, out DateTimeOffset b) && (a - b).Duration() <= TimeSpan.FromSeconds(2),
            // Links name the query in an order of their own.
            "href" when expected.Contains('?', StringComparison.Ordinal) => Query(actual).SetEquals(Query(expected)),
            "detail" when expected.StartsWith("SQLSTATE", StringComparison.Ordinal) => actual.Split(": INSERT")[0] == expected.Split(": INSERT")[0] && actual.Contains("$2y$", StringComparison.Ordinal) == expected.Contains("$2y$", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static HashSet<string> Query(string address) => [.. Numbered().Replace(Uri.UnescapeDataString(address), "[]").Split('?', '&')];

    private static JsonArray Sorted(JsonObject links) => [.. links.Select(l => l.Value!.DeepClone()).OrderBy(l => l["href"]!.ToString(), StringComparer.Ordinal)];

    private static JsonArray ById(JsonArray resources) => [.. resources.Select(r => r!.DeepClone()).OrderBy(r => r["id"]!.ToString(), StringComparer.Ordinal)];

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    // PHP numbers the values of a list when it writes them back.
    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, 1000)]
    private static partial Regex Numbered();
}
