using Newtonsoft.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Model;
using UserSync.Core.Profiles;

namespace UserSync.Connectors.Agent;

/// <summary>Writes of the core as items of the protocol.</summary>
internal static class AgentItem
{
    /// <summary>The operation that does this kind of write; null for what agents cannot do.</summary>
    public static string? Op(WriteKind kind) => kind switch
    {
        WriteKind.Create => "create",
        WriteKind.Update => "update",
        WriteKind.Block => "block",
        WriteKind.Delete => "delete",
        _ => null,
    };

    /// <summary>Writes the item of one write.</summary>
    public static void Write(JsonTextWriter json, RecordWrite write, UserPolicy policy)
    {
        json.WriteStartObject();
        if (write.Kind != WriteKind.Create)
            AgentSession.Member(json, "id", write.RecordId ?? "");
        switch (write.Kind)
        {
            case WriteKind.Create:
                AgentSession.Member(json, "marker", write.Marker ?? "");
                if (write.Enabled is { } enabled)
                    AgentSession.Member(json, "enabled", enabled);
                Change(json, write);
                break;
            case WriteKind.Update:
                Change(json, write);
                break;
            case WriteKind.Delete when policy.ReassignTo is { } heir:
                AgentSession.Member(json, "policy", "reassign");
                AgentSession.Member(json, "reassignTo", heir);
                break;
            case WriteKind.Delete:
                AgentSession.Member(json, "policy", "keepContent");
                break;
        }

        json.WriteEndObject();
    }

    private static void Change(JsonTextWriter json, RecordWrite write)
    {
        if (write.Groups is { } groups)
            AgentSession.Texts(json, "groups", groups);
        if (write.JoinGroups.Count > 0)
            AgentSession.Texts(json, "join", write.JoinGroups);
        if (write.LeaveGroups.Count > 0)
            AgentSession.Texts(json, "leave", write.LeaveGroups);
        json.WritePropertyName("set");
        json.WriteStartObject();
        foreach (FieldWrite field in write.Fields)
        {
            // There is nothing to clear of somebody new.
            if (write.Kind == WriteKind.Create && !field.Value.HasValue)
                continue;
            if (field.Value.Count > 1)
                AgentSession.Texts(json, field.Path, field.Value.Values);
            else
                AgentSession.Member(json, field.Path, field.Value.Text);
        }

        json.WriteEndObject();
    }

    /// <summary>The result of a write that was done.</summary>
    public static WriteResult Done(RecordWrite write, string? id, CmsUser? user)
    {
        FieldMap returned = [];
        foreach (string path in write.Fields.Select(f => f.Path).Concat(write.GroupPaths))
        {
            if (user?.Get(path) is { IsNotRead: false } value)
                returned[path] = value;
        }

        return new WriteResult(write.IntentId, WriteOutcome.Done) { RecordId = id ?? write.RecordId, Url = user?.ProfileUrl, Returned = returned };
    }
}
