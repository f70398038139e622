using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace UserSync.Connectors.Tests.Drupal;

/// <summary>An exchange recorded from Drupal 10.5.3; credentials, cookies and tokens were taken out.</summary>
internal sealed record DrupalRecording(string Name, DateTimeOffset Date, HttpMethod Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body, int Status, IReadOnlyList<KeyValuePair<string, string>> Told, string Answer)
{
    private static readonly string[] Own = ["Host", "Content-Type", "Content-Length", "Connection", "Authorization", "Cookie", "X-CSRF-Token"];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Recordings", "drupal");

    public static IReadOnlyList<DrupalRecording> All { get; } = [.. Directory.GetFiles(Folder, "*.http").Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>The address that it was recorded from.</summary>
    public const string Host = "http://127.0.0.1:8083";

    /// <summary>The credential that was sent; the recordings do not tell which one it was, their names do.</summary>
    public string? Credential => !Has("Authorization") ? null
        : Name.Contains("bad-password", StringComparison.Ordinal) ? "sync:wrong"
        : Name.Contains("reader-account", StringComparison.Ordinal) ? "reader:reader-pass"
        : Name.Contains("plain-account", StringComparison.Ordinal) ? "plain:plain-pass"
        : Name.EndsWith("-admin", StringComparison.Ordinal) ? "admin:admin-pass"
        : "sync:sync-pass";

    public JsonObject? Json => Answer.StartsWith('{') ? JsonNode.Parse(Answer) as JsonObject : null;

    public bool Has(string header) => Headers.Any(h => h.Key == header);

    public string? Header(string name) => Told.Where(h => h.Key == name).Select(h => h.Value).FirstOrDefault();

    public async Task<HttpResponseMessage> SendAsync(HttpClient client, string cookie, string token, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(Method, Target);
        foreach ((string name, string value) in Headers.Where(h => !Own.Contains(h.Key, StringComparer.Ordinal)))
            message.Headers.TryAddWithoutValidation(name, value);
        if (Credential is { } credential)
            message.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credential)));
        if (Has("Cookie"))
            message.Headers.TryAddWithoutValidation("Cookie", cookie);
        if (Has("X-CSRF-Token"))
            message.Headers.TryAddWithoutValidation("X-CSRF-Token", token);
        if (Has("Content-Length"))
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body.Replace("<TOKEN>", "plain-pass", StringComparison.Ordinal)));
            if (Headers.FirstOrDefault(h => h.Key == "Content-Type").Value is { } type)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await client.SendAsync(message, cancellationToken);
    }

    private static DrupalRecording Load(string path)
    {
        string[] halves = File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n<<<\n", 2);
        (string[] first, List<KeyValuePair<string, string>> headers, string body) = Halve(halves[0]);
        (string[] status, List<KeyValuePair<string, string>> told, string answer) = Halve(halves[1]);
        return new DrupalRecording(
            Path.GetFileNameWithoutExtension(path), DateTimeOffset.Parse(told.First(h => h.Key == "Date").Value, CultureInfo.InvariantCulture), new HttpMethod(first[0]), first[1], headers, body.Trim('\n'),
            int.Parse(status[1], CultureInfo.InvariantCulture), told, answer.Trim('\n'));
    }

    private static (string[] First, List<KeyValuePair<string, string>> Headers, string Body) Halve(string message)
    {
        string[] parts = message.Split("\n\n", 2);
        string[] lines = parts[0].Split('\n');
        return (lines[0].Split(' '), [.. lines.Skip(1).Select(l => l.Split(": ", 2)).Where(l => l.Length == 2).Select(l => KeyValuePair.Create(l[0], l[1]))], parts.Length > 1 ? parts[1] : "");
    }
}
