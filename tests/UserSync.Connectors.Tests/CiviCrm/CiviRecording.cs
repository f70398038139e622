using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Connectors.Tests.CiviCrm;

/// <summary>An exchange recorded from CiviCRM 5.77.beta1 on WordPress 6.6.1; secrets were taken out.</summary>
internal sealed record CiviRecording(string Name, string Time, HttpMethod Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, int Status, string? ContentType, string Answer)
{
    private static readonly string[] Own = ["Host", "Content-Type", "Content-Length"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recordings", "civicrm");

    /// <summary>All recordings of a session of the lab, in the order in which they were made.</summary>
    public static IEnumerable<CiviRecording> Session(params string[] groups) => Directory.GetFiles(Folder, "*.http").Select(Load)
        .Where(r => groups.Contains(r.Name.Split('-')[0], StringComparer.Ordinal)).OrderBy(r => r.Time, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal);

    /// <summary>The account that sent it; the recordings hold no keys.</summary>
    public string Key => Name switch
    {
        "auth-03-wrong-key" => "no-such-key",
        "auth-04-key-without-permission" or "auth-05-site-key-satisfies-guard" => "nokey-key",
        "auth-14-legacy-wrong-api_key" => "no-such-key",
        "trap-06-min-create-with-custom" or "trap-07-min-get-custom" or "trap-09-min-where-custom" or "trap-10-min-match-custom" or "trash-05-min-user" or "extra-02-api_key-visible-min" or "extra-03-min-select-star" => "min-key",
        _ when Name.Contains("weak", StringComparison.Ordinal) => "weak-key",
        _ when Name.StartsWith("perm-", StringComparison.Ordinal) => "min-key",
        _ => "sync-key",
    };

    /// <summary>True when the lab kept only the beginning of a long answer.</summary>
    public bool IsCut => Answer.EndsWith("characters in all]", StringComparison.Ordinal);

    /// <summary>The recorded answer; null when it is no JSON.</summary>
    public JsonNode? Json => !IsCut && Answer.Length > 0 && ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true ? JsonNode.Parse(Answer) : null;

    public async Task<(int Status, string? ContentType, string Answer)> SendAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(Method, Filled(Target).TrimStart('/') is { Length: > 0 } path ? path : ".");
        foreach ((string name, string value) in Headers.Where(h => !Own.Contains(h.Key, StringComparer.Ordinal)))
            message.Headers.TryAddWithoutValidation(name, Filled(value));
        if (Body.Length > 0)
            message.Content = new StringContent(Filled(Body), Encoding.UTF8, Headers.First(h => h.Key == "Content-Type").Value);
        using HttpResponseMessage answer = await client.SendAsync(message, cancellationToken);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private string Filled(string text) => text.Replace("<TOKEN>", Key, StringComparison.Ordinal).Replace("%3CTOKEN%3E", Key, StringComparison.Ordinal)
        .Replace("<SITEKEY>", "the-site-key", StringComparison.Ordinal).Replace("%3CSITEKEY%3E", "the-site-key", StringComparison.Ordinal).Replace("http://127.0.0.1:8085", "", StringComparison.Ordinal);

    private static CiviRecording Load(string path)
    {
        string text = File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal);
        string request = string.Join('\n', text.Split('\n').SkipWhile(l => l.StartsWith('#') || l.Length == 0));
        int at = request.IndexOf("\nHTTP/1.1 ", StringComparison.Ordinal);
        (string[] first, List<KeyValuePair<string, string>> headers, string body) = Halve(request[..at]);
        (string[] status, List<KeyValuePair<string, string>> told, string answer) = Halve(request[(at + 1)..]);
        return new CiviRecording(
            Path.GetFileNameWithoutExtension(path), told.First(h => h.Key == "Date").Value, new HttpMethod(first[0]), first[1], headers, body.Trim('\n'),
            int.Parse(status[1], CultureInfo.InvariantCulture), told.FirstOrDefault(h => h.Key == "Content-Type").Value, answer.Trim('\n'));
    }

    private static (string[] First, List<KeyValuePair<string, string>> Headers, string Body) Halve(string message)
    {
        string[] parts = message.Split("\n\n", 2);
        string[] lines = parts[0].Split('\n');
        return (lines[0].Split(' '), [.. lines.Skip(1).Select(l => l.Split(": ", 2)).Where(l => l.Length == 2).Select(l => KeyValuePair.Create(l[0], l[1]))], parts.Length > 1 ? parts[1] : "");
    }
}
