using Newtonsoft.Json;
using UserSync.Connectors.Http;
using UserSync.Core.Model;

namespace UserSync.Connectors.Agent;

/// <summary>What the agent tells of one item.</summary>
/// <param name="Id">The user; null for one that was not made.</param>
/// <param name="User">The user as it is afterwards; null when nothing is told.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
internal sealed record AgentResult(string? Id, CmsUser? User, AgentFault? Fault)
{
    /// <summary>Reads the object that the reader stands on.</summary>
    public static AgentResult Read(JsonTextReader json, AgentUsers users)
    {
        string? id = null;
        bool ok = false;
        AgentFault? fault = null;
        JsonWalk.Object(json, name =>
        {
            switch (name)
            {
                case "id":
                    id = JsonWalk.Scalar(json);
                    break;
                case "ok":
                    ok = JsonWalk.Scalar(json) == "true";
                    break;
                case "error" when json.TokenType == JsonToken.StartObject:
                    fault = AgentFault.Read(json);
                    break;
                default:
                    users.Take(json, name);
                    break;
            }
        });
        if (ok && string.IsNullOrEmpty(id))
            throw new JsonSerializationException("a result has no id.");
        return new AgentResult(id, users.All().Select(u => u.User).FirstOrDefault(), ok ? null : fault ?? throw new JsonSerializationException("a failed item has no error."));
    }
}
