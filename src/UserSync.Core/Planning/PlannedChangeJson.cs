using System.Text.Json;
using UserSync.Core.Connectors;
using UserSync.Core.Errors;
using UserSync.Core.Links;
using UserSync.Core.Model;

namespace UserSync.Core.Planning;

/// <summary>A planned change as JSON, the payload of an intent. Empty parts are left out.</summary>
internal static class PlannedChangeJson
{
    public static void Write(Utf8JsonWriter writer, PlannedChange change)
    {
        writer.WriteStartObject();
        writer.WriteNumber("action", (int)change.Action);
        writer.WriteNumber("target", (int)change.Target);
        Text(writer, "user", change.UserId);
        if (change.UserKey != change.UserId)
            Text(writer, "key", change.UserKey);
        Text(writer, "contact", change.ContactId);
        Text(writer, "email", change.Email);
        Text(writer, "name", change.Name);
        Text(writer, "userUrl", change.UserUrl);
        Text(writer, "contactUrl", change.ContactUrl);
        Text(writer, "note", change.Note);
        Text(writer, "reason", change.Reason);
        if (change.Origin != default)
            writer.WriteNumber("origin", (int)change.Origin);
        if (change.Conflict is { } kind)
            writer.WriteNumber("conflict", (int)kind);
        if (change.Writes.Count > 0)
        {
            writer.WritePropertyName("writes");
            writer.FieldWrites(change.Writes);
            Texts(writer, "keys", change.WriteKeys);
        }

        if (change.Baseline.Count > 0)
        {
            writer.WritePropertyName("baseline");
            writer.BaselineObject(change.Baseline);
        }

        Texts(writer, "tags", change.AddTags);
        Texts(writer, "candidates", change.Candidates);
        Texts(writer, "keep", change.KeepKeys);
        if (change.Rejects)
            writer.WriteBoolean("rejects", true);
        if (change.Departed is { } departed)
            writer.WriteNumber("departed", (int)departed);
        if (change.Temporary is { } temporary)
            writer.WriteBoolean("temporary", temporary);
        if (change.Error is { } error)
        {
            writer.WriteStartObject("error");
            Text(writer, "id", error.Id);
            Text(writer, "message", error.Message);
            Text(writer, "remedy", error.Remedy);
            Text(writer, "item", error.Item);
            if (error.Kind is { } errorKind)
                writer.WriteNumber("kind", (int)errorKind);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public static PlannedChange Read(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument document = JsonDocument.Parse(bytes);
        JsonElement root = document.RootElement;
        string? Optional(string name) => root.TryGetProperty(name, out JsonElement e) ? e.GetString() : null;
        IReadOnlyList<string> List(string name) => root.TryGetProperty(name, out JsonElement e) ? [.. e.EnumerateArray().Select(t => t.GetString()!)] : [];
        string? user = Optional("user");
        return new PlannedChange
        {
            Action = (ChangeAction)root.GetProperty("action").GetInt32(),
            Target = (Side)root.GetProperty("target").GetInt32(),
            UserId = user,
            UserKey = Optional("key") ?? user,
            ContactId = Optional("contact"),
            Email = Optional("email"),
            Name = Optional("name"),
            UserUrl = Optional("userUrl"),
            ContactUrl = Optional("contactUrl"),
            Note = Optional("note"),
            Reason = Optional("reason") ?? "",
            Origin = root.TryGetProperty("origin", out JsonElement origin) ? (LinkOrigin)origin.GetInt32() : default,
            Conflict = root.TryGetProperty("conflict", out JsonElement kind) ? (ConflictKind)kind.GetInt32() : null,
            Writes = root.TryGetProperty("writes", out JsonElement writes) ? StoredJson.ReadFieldWrites(writes) : [],
            WriteKeys = List("keys"),
            Baseline = root.TryGetProperty("baseline", out JsonElement baseline) ? StoredJson.ReadBaseline(baseline) : [],
            AddTags = List("tags"),
            Candidates = List("candidates"),
            KeepKeys = List("keep"),
            Rejects = root.TryGetProperty("rejects", out _),
            Departed = root.TryGetProperty("departed", out JsonElement departed) ? (Side)departed.GetInt32() : null,
            Temporary = root.TryGetProperty("temporary", out JsonElement temporary) ? temporary.GetBoolean() : null,
            Error = root.TryGetProperty("error", out JsonElement error) ? ReadError(error) : null,
        };
    }

    private static SyncError ReadError(JsonElement error)
    {
        string? Optional(string name) => error.TryGetProperty(name, out JsonElement e) ? e.GetString() : null;
        return new SyncError(Optional("id") ?? ErrorIds.UnexpectedFailure, Optional("message") ?? "")
        {
            Remedy = Optional("remedy"),
            Item = Optional("item"),
            Kind = error.TryGetProperty("kind", out JsonElement kind) ? (ConnectorErrorKind)kind.GetInt32() : null,
        };
    }

    private static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            writer.WriteString(name, text);
    }

    private static void Texts(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
