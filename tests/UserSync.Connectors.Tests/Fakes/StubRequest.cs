using System.Text;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>A request as it arrived.</summary>
internal sealed record StubRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Target.Split('?', 2)[0];

    /// <summary>Names and values of the query, decoded, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; } = Parse(Target);

    public string? this[string name] => Query.Where(q => q.Key == name).Select(q => q.Value).FirstOrDefault();

    public static async Task<StubRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (head.Count < 4 || head[^1] != '\n' || head[^2] != '\r' || head[^3] != '\n')
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return null;
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(l => l[0], l => l[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = new byte[headers.TryGetValue("Content-Length", out string? length) ? int.Parse(length) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new StubRequest(first[0], first[1], headers, Encoding.UTF8.GetString(body));
    }

    private static List<KeyValuePair<string, string>> Parse(string target)
    {
        int start = target.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? [] : [.. target[(start + 1)..].Split('&').Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(Decode(pair[0]), Decode(pair.Length > 1 ? pair[1] : "")))];
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
