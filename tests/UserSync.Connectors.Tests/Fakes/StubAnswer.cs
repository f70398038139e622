using System.Text;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>What the stub sends back, and how it misbehaves while doing so.</summary>
internal sealed record StubAnswer(int Status, byte[] Body)
{
    /// <summary>Closes the connection without a word.</summary>
    public static StubAnswer Drop { get; } = new(0, []);

    /// <summary>Never answers.</summary>
    public static StubAnswer Hang { get; } = new(-1, []);

    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    public string? ContentType { get; init; } = "application/json; charset=UTF-8";

    /// <summary>Bytes that are promised and not sent.</summary>
    public int Withhold { get; init; }

    public static StubAnswer Json(string json, int status = 200) => new(status, Encoding.UTF8.GetBytes(json));

    public static StubAnswer Html(string html, int status = 200) => new(status, Encoding.UTF8.GetBytes(html)) { ContentType = "text/html; charset=UTF-8" };

    public StubAnswer With(string header, string value)
    {
        Headers.Add(KeyValuePair.Create(header, value));
        return this;
    }

    public byte[] ToBytes()
    {
        StringBuilder head = new();
        head.Append($"HTTP/1.1 {Status} Stub\r\nContent-Length: {Body.Length + Withhold}\r\nConnection: close\r\n");
        if (ContentType is not null)
            head.Append($"Content-Type: {ContentType}\r\n");
        foreach ((string name, string value) in Headers)
            head.Append($"{name}: {value}\r\n");
        head.Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. Body];
    }
}
