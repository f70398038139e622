using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>Compares a simulated answer with a recorded one in shape and meaning: times, hashes and keys may differ.</summary>
internal static partial class AnswerComparison
{
    // What the DAO happens to hold beside what was sent, and texts that a cron job writes.
    private static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "hash", "api_key", "email_greeting_display", "postal_greeting_display", "addressee_display", "table_name", "weight", "option_group_id", "column_name", "extends_entity_column_value", "title", "extends",
        "created_date", "modified_date", "note_date", "created_id", "used_for", "option_type", "description", "image_URL", "start_date_years", "end_date_years",
    };

    // Ids of these depend on what the lab did before without recording it.
    private static readonly HashSet<string> LabIds = new(StringComparer.Ordinal) { "website-04-new-type", "cmsmail-02-save-linked" };

    /// <summary>The first difference in words; null when there is none.</summary>
    public static string? Difference(CiviRecording recording, int status, string? contentType, string answer)
    {
        if (status != recording.Status)
            return $"status {status} instead of {recording.Status}: {answer}";
        if (recording.Status == 302)
            return null;
        if (recording.Json is not { } expected)
        {
            if (recording.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
                return contentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? null : $"content type {contentType}";
            if (recording.IsCut)
                return answer.StartsWith(recording.Answer[..recording.Answer.IndexOf(':', StringComparison.Ordinal)], StringComparison.Ordinal) ? null : $"begins with {answer[..Math.Min(40, answer.Length)]}";
            return recording.Answer == answer ? null : $"\"{answer}\" instead of \"{recording.Answer}\"";
        }

        if (LabIds.Contains(recording.Name))
            expected["values"]![0]!.AsObject().Remove("id");
        return Of(JsonNode.Parse(answer), expected, "$", strict: recording.Target.EndsWith("/get", StringComparison.Ordinal) && recording.Body.Contains("select", StringComparison.Ordinal));
    }

    private static string? Of(JsonNode? actual, JsonNode? expected, string path, bool strict)
    {
        switch (expected)
        {
            case JsonObject map when actual is JsonObject mine:
                foreach ((string name, JsonNode? value) in map)
                {
                    if (!mine.ContainsKey(name))
                    {
                        if (strict || (value is not null && !Incidental.Contains(name) && value.ToJsonString() is not ("0" or "false")))
                            return $"{path}.{name} is missing";
                        continue;
                    }

                    if (!Incidental.Contains(name) && Of(mine[name], value, $"{path}.{name}", strict) is { } difference)
                        return difference;
                }

                return strict && mine.Count != map.Count ? $"{path} has {string.Join(',', mine.Select(m => m.Key))}" : null;
            case JsonArray list when actual is JsonArray mine:
                if (list.Count != mine.Count)
                    return $"{path} has {mine.Count} items instead of {list.Count}: {mine.ToJsonString()}";
                return list.Zip(mine).Select((pair, n) => Of(pair.Second, pair.First, $"{path}[{n}]", strict)).FirstOrDefault(d => d is not null);
            case null:
                return actual is null ? null : $"{path} is {actual.ToJsonString()} instead of null";
            default:
                string theirs = Masked(expected.ToJsonString());
                string ours = Masked(actual?.ToJsonString() ?? "null");
                return theirs == ours ? null : $"{path} is {ours} instead of {theirs}";
        }
    }

    private static string Masked(string text) => ErrorId().Replace(text, "(Error ID)").Replace("\"2020-01-01 00:00:00\"", "(date)", StringComparison.Ordinal);

    [GeneratedRegex(@"\(Error ID: [^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex ErrorId();
}
