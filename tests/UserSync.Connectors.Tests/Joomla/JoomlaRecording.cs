using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Connectors.Tests.Joomla;

/// <summary>An exchange recorded from Joomla 5.3.3; the token was taken out.</summary>
internal sealed record JoomlaRecording(string Name, HttpMethod Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, int Status, DateTimeOffset Date, string Answer)
{
    private static readonly string[] Own = ["Host", "Content-Length", "Connection", "Content-Type"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recordings", "joomla");

    /// <summary>All recordings in the order in which they were made.</summary>
    public static IEnumerable<JoomlaRecording> All() =>
        File.ReadLines(Path.Combine(Folder, "INDEX.tsv")).Skip(1).Select(l => l.Split('\t')[0]).Where(n => n.Length > 0 && File.Exists(Path.Combine(Folder, n + ".http"))).Select(Load);

    public static JoomlaRecording Load(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name + ".http"));
        string[] halves = text.Split("\r\n=====RESPONSE=====\r\n", 2);
        (string[] first, List<KeyValuePair<string, string>> headers, string body) = Halve(halves[0]);
        (string[] status, List<KeyValuePair<string, string>> told, string answer) = Halve(halves[1]);
        DateTimeOffset date = DateTimeOffset.Parse(told.First(h => h.Key == "Date").Value, CultureInfo.InvariantCulture);
        return new JoomlaRecording(name, new HttpMethod(first[0]), first[1], headers, body, int.Parse(status[1], CultureInfo.InvariantCulture), date, answer);
    }

    /// <summary>The answer; null when it is no JSON.</summary>
    public JsonNode? Json => Answer.StartsWith('{') ? JsonNode.Parse(Answer) : null;

    public async Task<(int Status, string Answer)> SendAsync(HttpClient client, string token, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(Method, new Uri(client.BaseAddress!, Target));
        foreach ((string name, string value) in Headers.Where(h => !Own.Contains(h.Key, StringComparer.Ordinal)))
            message.Headers.TryAddWithoutValidation(name, value.Replace("<TOKEN>", token, StringComparison.Ordinal));
        if (Method != HttpMethod.Get && Method != HttpMethod.Head)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        using HttpResponseMessage answer = await client.SendAsync(message, cancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    private static (string[] First, List<KeyValuePair<string, string>> Headers, string Body) Halve(string message)
    {
        string[] parts = message.Split("\r\n\r\n", 2);
        string[] lines = parts[0].Split("\r\n");
        return (lines[0].Split(' '), [.. lines.Skip(1).Select(l => l.Split(": ", 2)).Where(l => l.Length == 2).Select(l => KeyValuePair.Create(l[0], l[1]))], parts.Length > 1 ? parts[1] : "");
    }
}
