using Newtonsoft.Json;
using UserSync.Connectors.Http;

namespace UserSync.Connectors.Agent;

/// <summary>An error as the agent tells it.</summary>
/// <param name="Code">One of the codes of docs/agent-protocol.md.</param>
/// <param name="Message">For people.</param>
/// <param name="Path">The field that is meant; null for none.</param>
internal sealed record AgentFault(string Code, string Message, string? Path)
{
    /// <summary>Reads the object that the reader stands on.</summary>
    public static AgentFault Read(JsonTextReader json)
    {
        string code = "";
        string message = "";
        string? path = null;
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "code":
                    code = JsonWalk.Scalar(json) ?? "";
                    break;
                case "message":
                    message = JsonWalk.Scalar(json) ?? "";
                    break;
                case "path":
                    path = JsonWalk.Scalar(json);
                    break;
            }
        });
        return new AgentFault(code, message.Length == 0 ? code : message, string.IsNullOrEmpty(path) ? null : path);
    }
}
