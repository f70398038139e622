using System.Text.Json;
using System.Text.Json.Nodes;

namespace UserSync.Simulators;

/// <summary>What scripts can do below <c>/control/</c>: look at the log, script faults, and whatever the product adds.</summary>
internal static class SimulatorControl
{
    /// <summary>Answers a control call; null when there is no such one.</summary>
    public static Task<JsonNode?> AnswerAsync(SimulatorServer server, string method, string path, string body, CancellationToken cancellationToken)
    {
        JsonObject given = body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject ?? throw new JsonException("The body must be an object.");
        switch (method, path)
        {
            case ("GET", "log"):
                return Task.FromResult<JsonNode?>(new JsonArray([.. server.Log.Select(r => (JsonNode)new JsonObject { ["number"] = r.Number, ["method"] = r.Method, ["target"] = r.Target, ["what"] = r.What, ["writes"] = r.Writes, ["body"] = r.Body })]));
            case ("DELETE", "log"):
                server.ClearLog();
                return Task.FromResult<JsonNode?>(new JsonObject());
            case ("POST", "faults"):
                server.Add(Read(given));
                return Task.FromResult<JsonNode?>(new JsonObject());
            case ("POST", _):
                return server.Simulator.ControlAsync(path, given, cancellationToken);
            default:
                return Task.FromResult<JsonNode?>(null);
        }
    }

    // {"kind":"errorAfter","status":504,"text":"/api/v4/contacts","method":"POST","times":2}
    private static Fault Read(JsonObject given)
    {
        FaultKind kind = Enum.Parse<FaultKind>(given["kind"]?.GetValue<string>() ?? throw new ArgumentException("A fault has a kind."), ignoreCase: true);
        int? number = given["number"]?.GetValue<int>();
        string? text = given["text"]?.GetValue<string>();
        string? method = given["method"]?.GetValue<string>();
        return new Fault(kind, r => (number is null || r.Number == number) && (method is null || r.Method == method)
            && (text is null || r.Target.Contains(text, StringComparison.Ordinal) || r.Body.Contains(text, StringComparison.Ordinal)))
        {
            Records = given["records"]?.GetValue<int>() ?? 0,
            Status = given["status"]?.GetValue<int>() ?? 500,
            Html = given["html"]?.GetValue<bool>() ?? false,
            Times = given["times"]?.GetValue<int>() ?? 1,
        };
    }
}
