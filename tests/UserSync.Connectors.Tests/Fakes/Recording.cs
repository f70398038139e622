using System.Globalization;
using System.Text;

namespace UserSync.Connectors.Tests.Fakes;

/// <summary>An exchange recorded from a real server; the files are copied beside the tests.</summary>
internal sealed record Recording(string Request, StubAnswer Answer)
{
    private static readonly string[] Framing = ["Content-Length", "Connection", "Transfer-Encoding", "Host", "Content-Type"];

    public static Recording Load(string name)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recordings", name + ".http")).Replace("\r\n", "\n", StringComparison.Ordinal);
        string[] halves = text.Split("\n<<<\n", 2);
        string[] answer = halves[1].Split("\n\n", 2);
        string[] lines = answer[0].Split('\n');
        List<KeyValuePair<string, string>> headers = [.. lines.Skip(1).Select(l => l.Split(": ", 2)).Select(l => KeyValuePair.Create(l[0], l[1]))];
        return new Recording(halves[0], new StubAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(answer[1].TrimEnd('\n')))
        {
            Headers = [.. headers.Where(h => !Framing.Contains(h.Key))],
            ContentType = headers.First(h => h.Key == "Content-Type").Value,
        });
    }
}
